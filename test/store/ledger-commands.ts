import fc from 'fast-check';
import type { Command, Real, Worker } from './ledger-command.ts';
import { claimable, type Hand, type Model } from './ledger-model.ts';
import { pause, publishNow, setClock, settle, wait, withdraw } from './ledger-people.ts';
import {
  attempt,
  claimBoth,
  claimOne,
  crash,
  look,
  mayStillSend,
  nameOf,
  release,
  send,
  type Way,
  writeDown,
} from './ledger-workers.ts';

/* Stories of two workers, a person and clocks, as fast-check tells them. */

type Turn = { w: Worker; d: number; way: Way; gap: number; gives: 'up' | 'not up' };

/** The next thing that this worker does, whatever it has in hand. */
const goOn = ({ w, d, way, gap, gives }: Turn): Command => {
  let done: Command | undefined;
  const next = (hand: Hand | undefined, m: Model): Command => {
    if (!hand) {
      const ready = m.rows.map((row, i) => ({ row, i })).filter(({ row }) => claimable(m, row));
      return claimOne(w, ready[d % ready.length]?.i ?? d);
    }
    if (hand.answer) return writeDown(w);
    if (hand.open !== undefined && !hand.attempt) return look(w, gives);
    if (!hand.attempt) return attempt(w, gap);
    return mayStillSend(m, hand) ? send(w, way) : crash(w);
  };
  return {
    check: () => true,
    run: (m, r) => {
      done = next(m.hands[w], m);
      return done.run(m, r);
    },
    toString: () => String(done ?? `${nameOf(w)} goes on`),
  };
};

/** Peace returns: one worker goes on with everything, and the network says yes. */
export const finish = async (m: Model, r: Real): Promise<void> => {
  for (const w of [0, 1] as const) if (m.hands[w]) await crash(w).run(m, r);
  await pause(false).run(m, r);
  await wait(24 * 3_600_000).run(m, r);
  for (let rounds = 0; rounds < 20; rounds += 1) {
    for (const d of [0, 1, 2]) {
      do await goOn({ w: 0, d, way: 'yes', gap: 0, gives: 'up' }).run(m, r);
      while (m.hands[0]);
    }
    if (!m.rows.some((row) => row.state === 'queued' || row.state === 'attempting')) return;
    await wait(121_000).run(m, r);
  }
  throw new Error('a delivery never comes to an end');
};

const worker = fc.constantFrom<Worker>(0, 0, 0, 1);
const delivery = fc.constantFrom(0, 1, 1, 2);
const way = fc.constantFrom<Way>(
  ...(['yes', 'yes', 'rejected', 'throttled', 'unreachable', 'blocked'] as const),
  ...(['lost', 'lost, and out', 'lost, and out', 'lost, and on its way', 'lost, and on its way'] as const),
);
const turn = fc
  .record({
    w: worker,
    d: delivery,
    way,
    gap: fc.constantFrom(0, 0, 0, 90_000),
    gives: fc.constantFrom('up' as const, 'not up' as const),
  })
  .map(goOn);
const times = (n: number, one: fc.Arbitrary<Command>): fc.Arbitrary<Command>[] => Array.from({ length: n }, () => one);

/** Heavier where a story has to go through to mean something. */
export const anyCommand: fc.Arbitrary<Command>[] = [
  ...times(24, turn),
  fc.tuple(worker, delivery).map(([w, d]) => claimOne(w, d)),
  ...times(2, delivery.map(claimBoth)),
  fc
    .tuple(worker, fc.constantFrom('queued' as const, 'held' as const, 'skipped' as const, 'planned' as const))
    .map(([w, to]) => release(w, to)),
  ...times(2, worker.map(crash)),
  ...times(6, fc.constantFrom(1_000, 20_000, 61_000, 121_000, 400_000).map(wait)),
  ...times(2, fc.constantFrom(-3_600_000, -130_000, 130_000, 130_000, 3_600_000).map(setClock)),
  fc.constantFrom(true, false, false).map(pause),
  ...times(2, delivery.map(publishNow)),
  delivery.map(withdraw),
  ...times(2, delivery.map(settle)),
];
