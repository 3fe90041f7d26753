import { join } from 'node:path';
import type { Command } from 'commander';
import { type Kept, keptReports } from '../../jobs/report/kept.ts';
import { answering, table } from '../answer.ts';
import { environmentNow } from '../campaign.ts';

/** Of its mail, in words. */
const mailed = ({ mail }: Kept): string => {
  switch (mail.state) {
    case 'not wanted':
      return '-';
    case 'sent':
      return `sent ${mail.at}`;
    case 'waiting':
      return mail.error === null ? 'waiting' : `failed ${mail.tries} times (${mail.error}); next try ${mail.nextAt}`;
    case 'given up':
      return `given up after ${mail.tries} tries (${mail.error})`;
    default:
      return mail satisfies never;
  }
};

export const listReports = (report: Command): Command =>
  answering(
    report.command('list').description('the reports that are kept, and what became of their mail'),
    'report list',
    async () => {
      const { data } = environmentNow();
      const kept = await keptReports(join(data, 'reports'));
      const reports = kept.map(({ name, kind, from, to, lang, madeAt, mail, folder, files }) => ({
        ...{ name, kind, from, to, lang, madeAt, mail },
        files: files.map((file) => join(folder, file)),
      }));
      const rows = kept.map((one) => [
        one.kind,
        one.from.slice(0, 16),
        one.to.slice(0, 16),
        one.lang,
        mailed(one),
        join(one.folder, one.files[0] ?? ''),
      ]);
      const words =
        rows.length === 0
          ? 'No report is kept yet; `report` makes one, and under `npm start` there is one every day and every week.'
          : table([['kind', 'from', 'to', 'lang', 'mail', 'page'], ...rows]);
      return { json: { reports }, words };
    },
  );
