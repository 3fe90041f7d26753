/*
 * Reading what somebody else's program wrote, where a schema would cost more than the reading itself: what is not there, or is something else,
 * is empty.
 */

export type Fields = Readonly<Record<string, unknown>>;

export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A moment as RFC 3339 writes it. */
export const momentOf = (value: unknown): Temporal.Instant | undefined => {
  const milliseconds = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : Temporal.Instant.fromEpochMilliseconds(milliseconds);
};
