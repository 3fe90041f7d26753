import type { Campaign } from '../../model.ts';

/** Where a rehearsal's clock begins: 00:00 of the next special day in the campaign's zone, so that two runs agree; else tomorrow. */
export const startOfRehearsal = (campaign: Campaign, now: Temporal.Instant): Temporal.ZonedDateTime => {
  const today = now.toZonedDateTimeISO(campaign.timeZone).toPlainDate();
  const days = campaign.specialDays.map(({ day }) => {
    const [month = 1, date = 1] = day.split('-').map(Number);
    // A 29 February waits for the next leap year, at most 8 years away.
    for (let year = today.year; year <= today.year + 8; year += 1) {
      try {
        const candidate = Temporal.PlainDate.from({ year, month, day: date }, { overflow: 'reject' });
        if (Temporal.PlainDate.compare(candidate, today) > 0) return candidate;
      } catch {
        // not in this year
      }
    }
    return today.add({ days: 1 });
  });
  const first = days.sort(Temporal.PlainDate.compare)[0] ?? today.add({ days: 1 });
  return first.toZonedDateTime(campaign.timeZone);
};
