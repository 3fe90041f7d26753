import type { Attempt } from '../../model.ts';
import type { AccountedFor } from '../network.ts';
import type { Status } from './answers.ts';
import { sameText } from './plain-text.ts';

/** What looking through our own statuses brought. `whole`: everything since the attempt was seen. */
export type Found = { readonly status?: Status; readonly whole: boolean };

// The server's clock and ours may differ by this much.
const clockDifference = Temporal.Duration.from({ minutes: 2 });

// 40 a page: 1,000 statuses, more than an account can send in ten hours (300 in 3 h).
const mostPages = 25;

// How far ahead our clock may have been at the attempt: then its status seems to be older than it.
const clockAhead = Temporal.Duration.from({ hours: 24 });

/**
 * Goes back through our own statuses, newest first, to the time of the attempt; of several that fit, the oldest. With `ours`, those that have
 * a receipt are left out, and it goes on behind that time: to a status that was sent before this attempt, or a day. Of what is found
 * there the newest fits.
 */
export const findStatus = async (
  page: (before: string | undefined) => Promise<readonly Status[]>,
  attempt: Attempt,
  now: Temporal.Instant,
  ours?: AccountedFor,
): Promise<Found> => {
  const since = attempt.createdAt.subtract(clockDifference);
  const from = ours ? earlier(attempt.createdAt, now).subtract(clockAhead) : since;
  let status: Status | undefined;
  let older: Status | undefined;
  let before: string | undefined;
  for (let n = 0; n < mostPages; n += 1) {
    const statuses = await page(before);
    for (const one of statuses) {
      const late = !isBefore(one.createdAt, since);
      // The server lists them in its own order, which owes nothing to our clock: what is behind this one is older than the attempt.
      if (!late && ours?.before.has(one.id)) return { status: status ?? older, whole: true };
      if (ours?.before.has(one.id) || ours?.after.has(one.id) || !isAttempt(one, attempt)) continue;
      if (late) status = one;
      else if (!isBefore(one.createdAt, from)) older ??= one;
    }
    const last = statuses.at(-1);
    if (last === undefined || isBefore(last.createdAt, from)) return { status: status ?? older, whole: true };
    if (last.id === before) break; // a server that gives the same page again
    before = last.id;
  }
  return { status: status ?? older, whole: false };
};

const isBefore = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0;
const earlier = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant => (isBefore(a, b) ? a : b);

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
