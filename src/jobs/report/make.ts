import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type NetworkName, spelt } from '../../model.ts';
import { compute } from '../../report/compute.ts';
import { csv } from '../../report/csv.ts';
import { edges, networkSentences, periodSentences } from '../../report/page/sentences.ts';
import { reportPage } from '../../report/page.ts';
import type { Report } from '../../report/report-schema.ts';
import type { ReportLang } from '../../report/speech.ts';
import { tables } from '../../report/tables.ts';
import { voice } from '../../report/words.ts';
import { openToRead } from '../../store/report-rows.ts';
import { gather } from './gather.ts';
import type { ReportOrder } from './order.ts';

/* Rows in, files out: one report as HTML, CSV and JSON, from one value. */

export type Totals = Partial<
  Record<
    NetworkName,
    { readonly ours: number; readonly partners: number; readonly public: number; readonly authors: number | null }
  >
>;

export type MadeReport = {
  /** The page first. */
  readonly files: readonly string[];
  readonly totals: Totals;
  /** `nothing`: nothing was planned, published, watched or seen in this time. */
  readonly about: 'something' | 'nothing';
  /** RFC 3339. */
  readonly from: string;
  readonly to: string;
  /** For a mail. */
  readonly subject: string;
  readonly text: string;
};

export const totalsOf = (report: Report): Totals =>
  Object.fromEntries(
    report.networks.map(({ network, posts, authors }) => [
      network,
      {
        ours: posts.ours.now ?? 0,
        partners: posts.partners.now ?? 0,
        public: posts.public.now ?? 0,
        // What cannot be known is no number; at least so many is known.
        authors: authors?.atLeast ?? (network === 'x' ? null : 0),
      },
    ]),
  );

const isAboutNothing = ({ networks }: Report): boolean =>
  networks.every(
    ({ plan, growth, coverage, posts }) =>
      plan.planned + growth.length + coverage.hours + (posts.public.now ?? 0) + (posts.partners.now ?? 0) === 0,
  );

/** The report in plain words: what a mail says, with the page attached. */
const plainText = (report: Report, lang: ReportLang): { subject: string; text: string } => {
  const spoken = voice(lang, report.campaign.timeZone);
  const { first, last } = edges(report, spoken);
  const parts = report.networks.map(
    (network) => `${spelt[network.network]}\n${networkSentences(report, network, spoken).join(' ')}`,
  );
  return {
    subject: spoken.w.subject(report.campaign.hashtag, first === last ? first : `${first} – ${last}`),
    text: [
      ...(report.rehearsal ? [spoken.w.rehearsal] : []),
      periodSentences(report, spoken).join(' '),
      ...parts,
      spoken.w.noteCause,
      spoken.w.attached,
    ].join('\n\n'),
  };
};

/** A file is whole or not there: somebody may read it while it is written anew. */
const writeWhole = async (file: string, text: string): Promise<string> => {
  const half = `${file}.${randomBytes(4).toString('hex')}.part`;
  await writeFile(half, text, { mode: 0o600 });
  await rename(half, file);
  return file;
};

export const computeReport = async (order: ReportOrder): Promise<Report> => {
  await using store = await openToRead(order.file);
  return compute(await gather(store, order));
};

export const makeHere = async (order: ReportOrder): Promise<MadeReport> => {
  const report = await computeReport(order);
  const folder = join(order.out, 'csv');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files = [
    await writeWhole(join(order.out, `report-${order.lang}.html`), reportPage(report, order.lang)),
    await writeWhole(join(order.out, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`),
  ];
  for (const table of tables(report)) files.push(await writeWhole(join(folder, `${table.name}.csv`), csv(table)));
  const { from, to } = report.period;
  const about = isAboutNothing(report) ? ('nothing' as const) : ('something' as const);
  return { files, totals: totalsOf(report), about, from, to, ...plainText(report, order.lang) };
};
