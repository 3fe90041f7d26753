/** Snowflakes: 48 bits of milliseconds, 16 of a sequence; never smaller than the one before. */
export const snowflakes = (now: () => Temporal.Instant) => {
  let last = 0n;
  return (): string => {
    const fromTime = BigInt(now().epochMilliseconds) << 16n;
    last = fromTime > last ? fromTime : last + 1n;
    return String(last);
  };
};
