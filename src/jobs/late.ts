import { milliseconds } from '../clock.ts';
import type { Campaign, Content, Kind } from '../model.ts';
import { turn } from '../plan/spread.ts';
import type { Claimed } from '../store/claim.ts';
import type { Place } from './advance.ts';
import { moments, type Publishing } from './publishing.ts';

/*
 * What is late waits for its turn: behind what is on time, within the caps, and never as a repetition.
 */

export type LateDecision =
  | { readonly kind: 'now'; readonly place: Place }
  | { readonly kind: 'wait'; readonly at: number; readonly reason: string }
  | { readonly kind: 'skip'; readonly reason: string };

/** A rehearsal's plan is laid out whole: behind its end there is room. */
const REHEARSAL_MS = 2 * 366 * 86_400_000;

/** Words for a person: `3 h`, `25 min`, `5 days`. */
export const inWords = (ms: number): string => {
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 3 * 86_400_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} days`;
};

export const lateDecision = async (
  p: Publishing,
  { id, row }: Claimed,
  campaign: Campaign,
  kind: Kind,
  content: Content,
): Promise<LateDecision> => {
  const use = campaign.networks.find((one) => one.name === row.network);
  if (!use) return { kind: 'now', place: { gap: 0 } };
  const now = moments(p, row.network).campaign;
  const gap = milliseconds(use.spacing);
  const lateAfter = milliseconds(campaign.late.after);
  const dueFrom = now - lateAfter;
  const local = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(campaign.timeZone);
  const late = `late by ${inWords(now - row.slot_at)}`;

  const until = now + (p.live ? milliseconds(campaign.horizon) : REHEARSAL_MS);
  const from = local(now).startOfDay().epochMilliseconds;
  const occupied = await p.deliveries.occupied(row.network, id, now - gap);
  const counted = await p.deliveries.counted(row.network, id, { from, to: until, dueFrom });
  const found = turn({ campaign, use, lang: row.lang, kind, now, occupied, counted }, until);
  if (!found) {
    const within = p.live ? inWords(milliseconds(campaign.horizon)) : 'two years';
    return { kind: 'skip', reason: `${late}: no day of the next ${within} has room for it` };
  }

  const repeatAfter = milliseconds(campaign.repeatAfter);
  const { last, next } = await p.deliveries.said(row, content.posts[0] ?? '', dueFrom);
  if (last !== undefined && found.at - last < repeatAfter) {
    const when = local(last).toPlainDate();
    return {
      kind: 'skip',
      reason: `${late}: the same text went out on ${when}, and may come again after ${inWords(repeatAfter)}`,
    };
  }
  // The plan keeps its distance from where this one was due. A little late is no repetition; half-way to the next one is.
  if (next !== undefined && next - found.at < repeatAfter / 2)
    return { kind: 'skip', reason: `${late}: the same text is due again on ${local(next).toPlainDate()} anyway` };

  if (found.at <= now) return { kind: 'now', place: { gap, day: { ...found.day, cap: found.cap, lateAfter } } };
  const when = local(found.at).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
  return { kind: 'wait', at: found.at, reason: `${late}: waits for its turn, ${when}` };
};
