import { dice } from '../public/dice.ts';

/*
 * What a Jetstream keeps: the latest events in the order in which it took them. Its times are not in order, some events come twice,
 * and what is older than its look-back is not told any more, without a word.
 */

export type StreamOptions = {
  /** 36 h on Jetstream itself. */
  readonly lookBackHours?: number;
  /** Whether lines carry a `cursor`, as those of newer servers do. */
  readonly cursors?: boolean;
  /** Of a hundred events, so many come twice. */
  readonly twicePercent?: number;
  /** How far `time_us` may be too early: events are not in the order of their times then. */
  readonly jitterMs?: number;
};

/** An event before it is a line. `make` gives everything but its time; it is called when somebody listens. */
export type Told = {
  readonly at: number;
  readonly did: string;
  /** Of a commit; identity and account events have none, and come to everybody. */
  readonly collection?: string;
  readonly make: () => object;
};

export type Entry = Told & { readonly seq: number; readonly timeUs: number };

export type StreamLog = {
  readonly append: (told: Told) => void;
  /** The first entry that a cursor asks for; undefined: only what is to come. */
  readonly from: (cursor: number, nowMs: number) => number | undefined;
  readonly after: (seq: number) => Iterable<Entry>;
  readonly line: (entry: Entry) => string;
  readonly listen: (hear: (entry: Entry) => void) => () => void;
};

/** Below it a cursor is a sequence number, from it on a time in µs. */
const times = 1e15;
const repeatAfter = 3;
const quarter = 900_000;

export const openStreamLog = (seed: number, options: StreamOptions): StreamLog => {
  const { lookBackHours = 36, cursors = true, twicePercent = 1, jitterMs = 400 } = options;
  const throws = dice(seed, 7);
  const hearing = new Set<(entry: Entry) => void>();
  const entries: Entry[] = [];
  const again: { in: number; entry: Entry }[] = [];
  let seq = 0;

  const floor = (nowMs: number): number => (nowMs - lookBackHours * 3_600_000) * 1000;

  const keep = (told: Told, timeUs: number): Entry => {
    seq += 1;
    const entry = { ...told, seq, timeUs };
    entries.push(entry);
    for (const hear of hearing) hear(entry);
    // In bulk, and with an hour to spare for the jitter.
    if (seq % 1024 === 0) {
      const kept = entries.findIndex((one) => one.timeUs >= floor(told.at) - 3_600_000_000);
      if (kept > 0) entries.splice(0, kept);
    }
    return entry;
  };

  return {
    append: (told) => {
      // Never later than it is, and never in another quarter of an hour: whoever counts by the hour must count the same.
      const early = Math.floor(throws.next() * jitterMs * 1000);
      const entry = keep(told, Math.max(told.at * 1000 - early, Math.floor(told.at / quarter) * quarter * 1000));
      for (const one of again) one.in -= 1;
      const [due] = again;
      if (due && due.in <= 0) {
        again.shift();
        keep(due.entry, due.entry.timeUs);
      }
      if (throws.next() * 100 < twicePercent) again.push({ in: repeatAfter, entry });
    },
    from: (cursor, nowMs) => {
      if (cursor >= times ? cursor > nowMs * 1000 : cursor > seq) return undefined;
      const oldest = floor(nowMs);
      const first = entries.find(
        (one) => one.timeUs >= oldest && (cursor >= times ? one.timeUs >= cursor : one.seq >= cursor),
      );
      return first?.seq;
    },
    after: (from) => entries.slice(Math.max(0, entries.length - (seq - from) - 1)),
    line: ({ did, timeUs: time_us, make, seq: number }) => {
      const { kind, ...rest } = make() as { kind: string };
      const text = asGo(JSON.stringify({ did, time_us, kind, ...(cursors && { cursor: number }), ...rest }));
      return number % 20 === 11 ? asAscii(text) : text;
    },
    listen: (hear) => {
      hearing.add(hear);
      return () => void hearing.delete(hear);
    },
  };
};

const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Go's encoder makes JSON safe for HTML. */
const asGo = (json: string): string => json.replace(/[&<>\u2028\u2029]/gu, escaped);

/** Other encoders leave nothing but ASCII, which is the same JSON. */
const asAscii = (json: string): string => json.replace(/[#\u0080-\uffff]/g, escaped);
