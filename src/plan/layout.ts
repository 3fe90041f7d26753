import { hash } from 'node:crypto';
import type { DeliveryId, Lang, NetworkName, Planned } from '../model.ts';
import { DayByDay, type Laid } from './day-by-day.ts';
import type { LayoutInput } from './input.ts';

/*
 * What goes out when. The layout is anchored to the starts of the campaign's days and never asks what time it is: the
 * same input gives the same rows with the same ids, and a range laid out in pieces, each given the pieces before it as
 * taken, gives what it gives at once. Rows that are past are the caller's to drop.
 */

// Bounds, so that a campaign with nothing to say ends in words and not in an endless search.
const twoYears = 2 * 366;
const twentyYears = 20 * 366;

/** Every row from the start of `from` to `to`, which is exclusive. By time, then by network. */
export const layout = (input: LayoutInput & { readonly to: Temporal.Instant }): Planned[] => {
  const end = input.to.epochMilliseconds;
  const rows: Laid[] = [];
  for (const { span, laid } of new DayByDay(input).days()) {
    if (span.start >= end) break;
    rows.push(...laid);
    if (span.end >= end) break;
  }
  return rows.filter(({ at }) => at < end).map(planned(input));
};

/** The first `count` rows, over as many days as they take. Throws when twenty years do not hold them. */
export const layoutCount = (input: LayoutInput, count: number): Planned[] => {
  const rows: Laid[] = [];
  const dayByDay = new DayByDay(input);
  for (const { laid, past } of dayByDay.days()) {
    if (rows.length >= count || past >= twentyYears || dayByDay.texts === 0) break;
    rows.push(...laid);
  }
  if (rows.length >= count) return rows.slice(0, count).map(planned(input));
  const mend = 'it takes more messages, more languages that have an audience, more networks, or a shorter repeatAfter';
  throw new Error(`${rows.length} of ${count} deliveries find a slot in the twenty years from ${input.from}: ${mend}`);
};

/**
 * As many days as it takes for each text that has an audience to go once to each network. A text that gets no slot in two
 * years, such as one for a day that the campaign does not name, is left out.
 */
export const layoutOnce = (input: LayoutInput): Planned[] => {
  const rows: Laid[] = [];
  const dayByDay = new DayByDay({ ...input, once: true });
  for (const { laid, past } of dayByDay.days()) {
    rows.push(...laid);
    if (dayByDay.unsaid() === 0 || past >= twoYears) break;
  }
  return rows.map(planned(input));
};

const planned =
  ({ campaign, salt }: LayoutInput) =>
  ({ network, message, lang, at }: Laid): Planned => ({
    id: deliveryId(campaign.id, message, lang, network, at, salt ?? null),
    message,
    lang,
    network,
    at: Temporal.Instant.fromEpochMilliseconds(at),
  });

// JSON keeps two different lists from ever reading the same. With 64 bits, one campaign in 37 million that has a million
// rows has two with one id.
const deliveryId = (...parts: [string, string, Lang, NetworkName, number, string | null]): DeliveryId =>
  hash('sha256', JSON.stringify(parts), 'hex').slice(0, 16) as DeliveryId;
