/* Moments as the campaign's zone writes them. */

export type Zone = ReturnType<typeof zone>;

export const HOUR = 3_600_000;

export const zone = (timeZone: string) => {
  const zoned = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return {
    timeZone,
    zoned,
    /** RFC 3339, with the offset. */
    rfc: (at: number): string => zoned(at).toString({ timeZoneName: 'never', smallestUnit: 'second' }),
    day: (at: number): string => zoned(at).toPlainDate().toString(),
    startOfDay: (day: string): number => Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds,
    endOfDay: (day: string): number =>
      Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds,
    /** The first moment of the Monday-week that holds `at`, and of the next. */
    week: (at: number): { start: number; end: number } => {
      const day = zoned(at).toPlainDate();
      const monday = day.subtract({ days: day.dayOfWeek - 1 });
      return {
        start: monday.toZonedDateTime(timeZone).epochMilliseconds,
        end: monday.add({ days: 7 }).toZonedDateTime(timeZone).epochMilliseconds,
      };
    },
  };
};

/** Every hour (UTC) that begins in the span: roll-ups know no finer time. */
export const hourStarts = (from: number, to: number): number[] => {
  const first = Math.ceil(from / HOUR) * HOUR;
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / HOUR)) }, (_, i) => first + i * HOUR);
};
