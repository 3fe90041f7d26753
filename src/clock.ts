/*
 * Real and virtual time. The only file that asks the machine what time it is.
 *
 * In a rehearsal two clocks run: the virtual one moves slots, spacing, lateness and rate windows, the real one
 * moves leases, time-outs and locks.
 */

export type Clock = {
  readonly now: () => Temporal.Instant;
  /** How long, in real milliseconds from now, until this clock shows `at`; 0 when it is past. */
  readonly until: (at: Temporal.Instant) => number;
  /** How many milliseconds of real time a span of this clock takes. */
  readonly real: (duration: Temporal.Duration) => number;
};

/** Milliseconds of the machine's clock since 1970, for leases and time-outs. */
export const realNow = (): number => Temporal.Now.instant().epochMilliseconds;

/** A span in milliseconds. */
export const milliseconds = (duration: Temporal.Duration): number =>
  duration.total({ unit: 'milliseconds', relativeTo: utcDay });
const utcDay = Temporal.PlainDateTime.from('2026-01-01T00:00'); // days are 24 h everywhere in this project

export const realClock: Clock = {
  now: () => Temporal.Now.instant(),
  until: (at) => Math.max(0, at.epochMilliseconds - realNow()),
  real: milliseconds,
};

/** The virtual clock showed `virtual` when the machine's clock showed `real`; it runs `speed` times as fast. Milliseconds since 1970. */
export type ClockReading = { readonly virtual: number; readonly real: number; readonly speed: number };

/** A clock kept in one place that every process reads: `read` is called each time somebody asks for the time. */
export const virtualClock = (read: () => ClockReading): Clock => {
  const now = (reading: ClockReading) => reading.virtual + (realNow() - reading.real) * reading.speed;
  return {
    now: () => Temporal.Instant.fromEpochMilliseconds(Math.floor(now(read()))),
    until: (at) => {
      const reading = read();
      return Math.max(0, (at.epochMilliseconds - now(reading)) / reading.speed);
    },
    real: (duration) => milliseconds(duration) / read().speed,
  };
};

/** A clock that stands still until it is set: for tests of pure code. */
export const stoppedClock = (at: Temporal.Instant): Clock & { set: (at: Temporal.Instant) => void } => {
  let shown = at;
  return {
    now: () => shown,
    until: (later) => Math.max(0, later.epochMilliseconds - shown.epochMilliseconds),
    real: milliseconds,
    set: (next) => {
      shown = next;
    },
  };
};
