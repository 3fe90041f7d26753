import type { Kysely } from 'kysely';
import type { Attempt, Campaign } from '../../src/model.ts';
import type { Schema } from '../../src/store/schema.ts';
import type { Truth } from './truth.ts';

/*
 * Spacing and caps, as followers saw them. By the moment of the attempt that went out: one that was in question for a while
 * and is sent again keeps no distance, since it may have been out since then.
 */

const milliseconds = (duration: Temporal.Duration): number =>
  duration.total({ unit: 'milliseconds', relativeTo: '2026-01-01' });

/** The program's clock moves on between its look and its note. */
const TOLERANCE = 5_000;
const UPLOADING = 180_000;

const said = ({ text, lang }: Attempt) => ({ text, lang });

export const keepManners = async (
  db: Kysely<Schema>,
  truth: Truth,
  campaign: Campaign,
  exempt: ReadonlySet<string>,
): Promise<void> => {
  const slots = new Map(
    (await db.selectFrom('delivery').select(['id', 'slot_at']).execute()).map((row) => [row.id, row.slot_at]),
  );
  // It was judged before its picture was uploaded.
  const lateAfter = milliseconds(campaign.late.after) + UPLOADING;
  for (const use of campaign.networks) {
    const spacing = milliseconds(use.spacing);
    const mine = truth.out
      .filter(
        ({ network, held: { attempt } }) => network === use.name && attempt.step === 0 && !exempt.has(attempt.delivery),
      )
      .map(({ held: { attempt } }) => ({
        delivery: attempt.delivery,
        at: attempt.createdAt.epochMilliseconds,
        ...said(attempt),
      }))
      .map((one) => ({ ...one, late: one.at - slots.get(one.delivery)! > lateAfter }))
      .sort((a, b) => a.at - b.at);
    for (const [i, one] of mine.entries()) {
      const next = mine[i + 1];
      if (!next) continue;
      const gap = next.at - one.at;
      // What is on time keeps its slot's distance, give or take what counts as on time.
      const least = (one.late || next.late ? spacing : spacing - lateAfter) - TOLERANCE;
      if (gap < least)
        truth.wrong(
          `${one.delivery} and ${next.delivery} went out ${Math.round(gap / 60_000)} min apart on ${use.name}`,
          next.delivery,
        );
    }
    for (const one of mine.filter(({ late }) => late)) {
      const zone = campaign.audiences.find(({ lang }) => lang === one.lang)!.timeZone;
      const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(one.at).toZonedDateTimeISO(zone);
      const [quiet, now] = [campaign.quietHours!, hour * 60 + minute];
      // A picture may have been uploaded meanwhile.
      if (now >= quiet.start + UPLOADING / 60_000 || now < quiet.end)
        truth.wrong(`${one.delivery} went out late on ${use.name}, at night`, one.delivery);
      const before = mine.findLast(({ text, at }) => text === one.text && at < one.at);
      if (before && one.at - before.at < milliseconds(campaign.repeatAfter) - TOLERANCE)
        truth.wrong(`${one.delivery} said again on ${use.name} what ${before.delivery} had said`, one.delivery);
    }
    const days = Map.groupBy(mine, ({ at }) =>
      Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(campaign.timeZone).toPlainDate().toString(),
    );
    for (const [day, posts] of days) {
      const special = campaign.specialDays.find((one) => one.day === day.slice(5));
      const cap = special?.postsPerDay ?? use.postsPerDay;
      if (posts.length > cap)
        truth.wrong(
          `${posts.length} posts went out on ${use.name} on ${day}, the cap is ${cap}`,
          (posts.findLast(({ late }) => late) ?? posts.at(-1))?.delivery,
        );
    }
  }
};
