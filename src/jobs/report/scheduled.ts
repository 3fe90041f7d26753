import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { CampaignProblems, UsageError } from '../../errors.ts';
import type { Campaign, Partners } from '../../model.ts';
import { done, type Next } from '../../queue/jobs.ts';
import { type ReportLang, reportLangs } from '../../report/speech.ts';
import type { Mailer } from '../report-mail.ts';
import { dueReports } from './due.ts';
import { isKept, type Kept, keep, keptReports, type MailState, setMail } from './kept.ts';
import type { MadeReport } from './make.ts';
import { orderedCampaign, orderedPartners, type ReportOrder } from './order.ts';

/* Daily and weekly reports: made when they are due, kept, and mailed until the mail is out. */

export type Reporting = {
  /** The SQLite file of the store. */
  readonly file: string;
  /** `<data>/reports`. */
  readonly reports: string;
  readonly lang: ReportLang;
  readonly files: () => Promise<{ readonly campaign: Campaign; readonly partners?: Partners }>;
  readonly make: (order: ReportOrder) => Promise<MadeReport>;
  /** Undefined: reports are kept and not mailed. */
  readonly mailer?: Mailer;
  readonly clock: Clock;
  /** Milliseconds of the machine's clock: mail goes out in real time. */
  readonly realNow: () => number;
  /** Takes a lease: of two processes one makes and mails. Held for at least the time that a report and a mail take. */
  readonly lead: () => Promise<boolean>;
  readonly say: (words: string, about: Record<string, unknown>) => void;
};

const MINUTE_MS = 60_000;

/** Milliseconds from one try to mail to the next; from then on the last of them. */
const AGAIN_MS = [1, 5, 15, 60, 180, 360].map((minutes) => minutes * MINUTE_MS);

/** So many tries take about a week; after that a person has long been told. */
const MOST_TRIES = 30;

const rfc = (ms: number): string => Temporal.Instant.fromEpochMilliseconds(ms).toString({ smallestUnit: 'second' });

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const mail = async (p: Reporting, mailer: Mailer, report: Kept): Promise<void> => {
  if (report.mail.state !== 'waiting') return;
  const now = p.realNow();
  if (Temporal.Instant.from(report.mail.nextAt).epochMilliseconds > now) return;
  const tries = report.mail.tries + 1;
  const page = report.files.find((file) => file.endsWith('.html'));
  try {
    await mailer.send({
      subject: report.subject,
      text: report.text,
      files: page === undefined ? [] : [join(report.folder, page)],
      id: `${report.name}.${report.lang}`,
    });
    await setMail(report, { state: 'sent', at: rfc(p.realNow()), tries });
    p.say('a report is mailed', { report: report.name });
  } catch (cause) {
    const error = reason(cause);
    if (tries >= MOST_TRIES) {
      await setMail(report, { state: 'given up', at: rfc(p.realNow()), tries, error });
      p.say('a report could not be mailed, and it is not tried again; the report is kept', {
        report: report.name,
        tries,
        error,
      });
      return;
    }
    const wait = AGAIN_MS[Math.min(tries, AGAIN_MS.length) - 1] ?? MINUTE_MS;
    await setMail(report, { state: 'waiting', tries, nextAt: rfc(p.realNow() + wait), error });
    p.say('a report could not be mailed; it is kept, and tried again', { report: report.name, tries, error });
  }
};

/** Nothing was planned, published, seen or watched: a report would have nothing to say. */
const isEmpty = ({ about }: MadeReport): boolean => about === 'nothing';

type Files = Awaited<ReturnType<Reporting['files']>>;

const makeDue = async (p: Reporting, { campaign, partners }: Files, empty: Set<string>): Promise<void> => {
  const now = p.clock.now().epochMilliseconds;
  for (const { kind, name, period } of dueReports(now, campaign.timeZone)) {
    if (isKept(p.reports, name) || empty.has(name)) continue;
    const order = {
      ...{ file: p.file, campaign: orderedCampaign(campaign), partners: orderedPartners(partners) },
      ...{ period, madeAt: now, rehearsal: false, lang: p.lang },
    };
    const mail: MailState = p.mailer
      ? { state: 'waiting', tries: 0, nextAt: rfc(p.realNow()), error: null }
      : { state: 'not wanted' };
    const about = { kind, lang: p.lang, madeAt: rfc(now), mail };
    try {
      const made = await keep(p.reports, name, about, (out) => p.make({ ...order, out }), { unless: isEmpty });
      if (isEmpty(made)) empty.add(name);
      else p.say('a report is made', { report: name });
    } catch (error) {
      // The next tick tries again; publishing goes on.
      p.say('a report could not be made', { report: name, reason: reason(error) });
    }
  }
};

/** One tick. Idempotent: what is kept is not made again, what is mailed is not mailed again. */
export const report = (p: Reporting): (() => Promise<Next>) => {
  const empty = new Set<string>();
  return async () => {
    if (!(await p.lead())) return done;
    // While the campaign's files have problems none is made; those that wait are mailed all the same.
    const files = await p.files().catch((error: unknown) => {
      if (!(error instanceof CampaignProblems)) throw error;
    });
    if (files) await makeDue(p, files, empty);
    if (p.mailer) {
      for (const one of await keptReports(p.reports)) await mail(p, p.mailer, one);
    }
    return done;
  };
};

/** `REPORT_LANG`, checked. */
export const scheduledLang = (written: string | undefined): ReportLang => {
  const lang = reportLangs.find((one) => one === (written ?? 'en'));
  if (lang) return lang;
  throw new UsageError(`REPORT_LANG is not a language of reports; write one of ${reportLangs.join(', ')}`);
};

/** Reports whose mail has failed so far: for whoever looks how the campaign stands. */
export const mailTroubles = async (reports: string): Promise<{ readonly report: string; readonly reason: string }[]> =>
  (await keptReports(reports)).flatMap(({ name, mail: { ...state } }) => {
    if (state.state === 'given up')
      return [{ report: name, reason: `not mailed after ${state.tries} tries: ${state.error}` }];
    if (state.state === 'waiting' && state.error !== null)
      return [{ report: name, reason: `not mailed yet (${state.tries} tries so far): ${state.error}` }];
    return [];
  });
