import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { realClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { setting } from '../config/variables.ts';
import { readCampaign } from '../config.ts';
import { CampaignProblems, UsageError } from '../errors.ts';
import { explain } from '../jobs/report/explain.ts';
import { keep } from '../jobs/report/kept.ts';
import { orderedCampaign, orderedPartners, type ReportOrder } from '../jobs/report/order.ts';
import { type MadeReport, makeReport, upToDate } from '../jobs/report.ts';
import { storeFile } from '../jobs/store-file.ts';
import { spelt } from '../model.ts';
import { askedPeriod } from '../report/period.ts';
import { type ReportLang, reportLangs } from '../report/speech.ts';
import { type Answer, answering, table } from './answer.ts';
import { environmentNow } from './campaign.ts';
import { moment } from './plan.ts';
import { explainedWords } from './report/explained.ts';
import { listReports } from './report/list.ts';

type Options = {
  readonly from?: string;
  readonly to?: string;
  readonly out?: string;
  readonly lang: ReportLang;
  readonly rehearsal?: boolean;
  readonly explain?: string;
};

const language = (text: string): ReportLang => {
  const lang = reportLangs.find((one) => one === text);
  if (lang === undefined) throw new InvalidArgumentError(`write one of ${reportLangs.join(', ')}.`);
  return lang;
};

/** The store that is meant. A rehearsal's is never confused with the real one. */
const storeOf = (environment: Environment, rehearsal: boolean): string => {
  if (!rehearsal) return storeFile(environment);
  const file = storeFile({ data: join(environment.data, 'rehearsal') });
  if (existsSync(file)) return file;
  throw new UsageError(`there is no rehearsal in ${environment.data}: run one first (npm run rehearse)`);
};

const orderOf = async (environment: Environment, options: Options): Promise<Omit<ReportOrder, 'out'>> => {
  const { campaign, partners, problems } = await readCampaign(environment.folder);
  if (!campaign) throw new CampaignProblems(problems);
  const now = realClock.now().epochMilliseconds;
  const at = (name: '--from' | '--to', text: string | undefined) =>
    text === undefined ? undefined : moment(name, text, campaign.timeZone).epochMilliseconds;
  const [from, to] = [at('--from', options.from), at('--to', options.to)];
  const rehearsal = options.rehearsal ?? false;
  if (from !== undefined && to !== undefined && from >= to) throw new UsageError('--to must come after --from');
  if (!rehearsal && from !== undefined && from >= now)
    throw new UsageError('--from is still to come: there is nothing to report yet');
  const file = storeOf(environment, rehearsal);
  await upToDate(file, existsSync(file));
  const whole = rehearsal && from === undefined && to === undefined;
  return {
    file,
    campaign: orderedCampaign(campaign),
    partners: orderedPartners(partners),
    period: whole ? 'whole' : askedPeriod({ from, to }, now, campaign.timeZone),
    madeAt: now,
    rehearsal,
    lang: options.lang,
  };
};

const place = (environment: Environment, { out, rehearsal }: Options): string | undefined => {
  if (out !== undefined) return resolve(setting(process.env, 'INIT_CWD') ?? process.cwd(), out);
  return rehearsal ? join(environment.data, 'rehearsal', 'report') : undefined;
};

/** Without `--out` it is kept with the others, under the time that it is about. */
const kept = (environment: Environment, order: Omit<ReportOrder, 'out'>): Promise<MadeReport> => {
  const { period, lang, madeAt, campaign } = order;
  const day = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO(campaign.timeZone)
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' })
      .replace('T00:00', '')
      .replace(':', '');
  const name = period === 'whole' ? `whole-${lang}` : `${day(period.span.from)}_${day(period.span.to)}-${lang}`;
  const about = {
    kind: 'asked' as const,
    lang,
    madeAt: Temporal.Instant.fromEpochMilliseconds(madeAt).toString(),
    mail: { state: 'not wanted' as const },
  };
  return keep(join(environment.data, 'reports'), name, about, (out) => makeReport({ ...order, out }), {
    replace: true,
  });
};

const words = ({ files, totals, text }: MadeReport): string => {
  const [page, data] = files;
  const rows = Object.entries(totals).map(([network, { ours, partners, public: others, authors }]) => [
    spelt[network as keyof typeof spelt],
    ...[ours, partners, others, authors].map((value) => (value === null ? 'not known' : String(value))),
  ]);
  // Each network by itself: they count differently, and X is not to be held against the others.
  const tables = rows.flatMap((row) => [table([['network', 'ours', 'partners', 'public', 'authors'], row]), '']);
  const sentences = text.split('\n\n').slice(0, -1).join('\n\n');
  return [sentences, '', ...tables, `${page}`, `${data}`, `and ${files.length - 2} tables in csv/ beside it`].join(
    '\n',
  );
};

const run = async (options: Options): Promise<Answer> => {
  const environment = environmentNow();
  const order = await orderOf(environment, options);
  if (options.explain !== undefined) {
    const explained = await explain(order, options.explain);
    return { json: explained, words: explainedWords(explained) };
  }
  const out = place(environment, options);
  const made = out === undefined ? await kept(environment, order) : await makeReport({ ...order, out });
  return { json: { files: made.files, totals: made.totals, from: made.from, to: made.to }, words: words(made) };
};

export const report = (program: Command): Command => {
  const command = answering(
    program
      .command('report')
      .description('what the hashtag did, what became of our posts, and what is not known: one page, tables and data')
      .option('--from <moment>', 'a day of the campaign or an RFC 3339 moment; default seven whole days before the end')
      .option('--to <moment>', 'the end, exclusive; default the beginning of today')
      .option('--out <dir>', 'where to write; default: kept in the data folder')
      .option('--lang <lang>', `the language of the page: ${reportLangs.join(', ')}`, language, 'en' as ReportLang)
      .option('--rehearsal', 'over the last rehearsal, all of it')
      .option('--explain <figure>', 'the query and the rows behind a figure, by the name that it has in report.json'),
    'report --from 2026-11-22 --to 2026-11-29 --lang ar --out report',
    (options: Options) => run(options),
  );
  listReports(command);
  return command;
};
