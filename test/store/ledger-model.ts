import type { DeliveryState } from '../../src/model.ts';

/*
 * What the ledger promises, as plainly as it can be said: rows, the two workers' hands, and what the network really holds.
 * Moments are milliseconds; the machine's clock moves leases and slots alike, as it does in life.
 */

export const LEASE_MS = 120_000;
/** No request is on its way for longer. */
export const CALL_MS = 60_000;

export type Row = {
  readonly id: string;
  /** One, or a thread of two. */
  readonly posts: number;
  state: DeliveryState;
  slotAt: number;
  notBefore: number;
  sendNow: boolean;
  leaseBy: string | null;
  leaseUntil: number;
  sentAt: number;
  /** The attempt of which nobody knows. */
  open: { readonly id: number; readonly step: number } | undefined;
  readonly received: Set<number>;
};

/** What the network said to a worker, which has not written it down yet. */
export type Answer = 'yes' | 'rejected' | 'throttled' | 'unreachable' | 'blocked' | 'lost';

/** What a worker has in hand. */
export type Hand = {
  readonly row: Row;
  readonly claim: unknown;
  open: number | undefined;
  attempt: { readonly id: number; readonly step: number; readonly trueAt: number; readonly clocks: number } | undefined;
  answer: Answer | undefined;
  done: number;
};

export type Model = {
  /** The machine's clock, and true time. */
  now: number;
  truly: number;
  /** How often the machine's clock was set. */
  clocks: number;
  paused: boolean;
  throttledUntil: number;
  readonly rows: readonly Row[];
  readonly hands: [Hand | undefined, Hand | undefined];
  /** How often each step of each delivery is out. */
  readonly out: Map<string, number>;
  /** Requests whose sender has given up, and that arrive all the same. */
  flights: { readonly row: Row; readonly step: number; readonly until: number }[];
  /** When, in true time, a worker last had this delivery in its hand, ready to be sent. */
  readonly touched: Map<string, number>;
  /** Whether the network knows a post again that is sent twice. */
  readonly keyed: boolean;
};

export const START = 1_800_000_000_000;

export const newModel = (keyed: boolean): Model => ({
  now: START,
  truly: START,
  clocks: 0,
  paused: false,
  throttledUntil: 0,
  rows: ['a', 'b', 'c'].map((id, i) => ({
    id,
    posts: i === 1 ? 2 : 1,
    state: 'queued',
    slotAt: START + i * 60_000,
    notBefore: 0,
    sendNow: false,
    leaseBy: null,
    leaseUntil: 0,
    sentAt: 0,
    open: undefined,
    received: new Set(),
  })),
  hands: [undefined, undefined],
  out: new Map(),
  flights: [],
  touched: new Map(),
  keyed,
});

export const isOut = (m: Model, row: Row, step: number): boolean => m.out.has(`${row.id}/${step}`);

/** The network takes a post: once more, unless it knows it again. */
export const arrive = (m: Model, row: Row, step: number): void => {
  const place = `${row.id}/${step}`;
  m.out.set(place, m.keyed ? 1 : (m.out.get(place) ?? 0) + 1);
};

/** Time passes for everybody; what is on its way arrives before its deadline. */
export const pass = (m: Model, milliseconds: number): void => {
  m.now += milliseconds;
  m.truly += milliseconds;
  for (const flight of m.flights) if (flight.until <= m.truly) arrive(m, flight.row, flight.step);
  m.flights = m.flights.filter((flight) => flight.until > m.truly);
};

export const claimable = (m: Model, row: Row): boolean =>
  (row.state === 'queued' || (row.state === 'attempting' && row.leaseUntil <= m.now)) &&
  (row.slotAt <= m.now || row.sendNow) &&
  row.notBefore <= m.now &&
  !m.paused &&
  m.throttledUntil <= m.now;

/** Why it cannot be claimed. */
export const refusal = (m: Model, row: Row): 'over' | 'paused' | 'taken' | 'early' => {
  if (row.state !== 'queued' && row.state !== 'attempting') return 'over';
  if (m.paused) return 'paused';
  return row.state === 'attempting' && row.leaseUntil > m.now ? 'taken' : 'early';
};

/** Ends a claim, if it is still this worker's. */
export const leave = (row: Row, worker: string, state: DeliveryState, notBefore = 0): boolean => {
  if (row.state !== 'attempting' || row.leaseBy !== worker) return false;
  // A question whose attempt was answered meanwhile is none.
  row.state = state === 'unconfirmed' && !row.open ? 'queued' : state;
  row.leaseBy = null;
  row.leaseUntil = 0;
  row.notBefore = notBefore;
  return true;
};
