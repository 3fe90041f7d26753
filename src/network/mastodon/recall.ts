import type { Attempt } from '../../model.ts';
import type { Status } from './answers.ts';
import { sameText } from './plain-text.ts';

/** What looking through our own statuses brought. `whole`: everything since the attempt was seen. */
export type Found = { readonly status?: Status; readonly whole: boolean };

// The server's clock and ours may differ by this much.
const clockDifference = Temporal.Duration.from({ minutes: 2 });

// 40 a page: 1,000 statuses, more than an account can send in ten hours (300 in 3 h).
const mostPages = 25;

/** Goes back through our own statuses, newest first, to the time of the attempt; of several that fit, the oldest. */
export const findStatus = async (
  page: (before: string | undefined) => Promise<readonly Status[]>,
  attempt: Attempt,
): Promise<Found> => {
  const since = attempt.createdAt.subtract(clockDifference);
  let status: Status | undefined;
  let before: string | undefined;
  for (let n = 0; n < mostPages; n += 1) {
    const statuses = await page(before);
    for (const one of statuses) {
      if (Temporal.Instant.compare(one.createdAt, since) >= 0 && isAttempt(one, attempt)) status = one;
    }
    const last = statuses.at(-1);
    if (last === undefined || Temporal.Instant.compare(last.createdAt, since) < 0) return { status, whole: true };
    if (last.id === before) break; // a server that gives the same page again
    before = last.id;
  }
  return { status, whole: false };
};

const isAttempt = (status: Status, attempt: Attempt): boolean =>
  (status.reblog ?? null) === null &&
  sameThread(status.inReplyToId, attempt.with.reply?.parent.remoteId) &&
  sameLanguage(status.language, attempt.lang) &&
  sameText(status.content, attempt.text);

/** A later post of a thread answers the one before; the same words may stand alone, or in another thread, too. */
const sameThread = (said: string | null | undefined, parent: string | undefined): boolean =>
  said === undefined || said === (parent ?? null);

/** Servers shorten `pt-BR` to `pt`, and some leave the language out. */
const sameLanguage = (said: string | null | undefined, wanted: string): boolean =>
  !said || wanted === '' || primary(said) === primary(wanted);

const primary = (tag: string): string | undefined => tag.toLowerCase().split(/[-_]/)[0];
