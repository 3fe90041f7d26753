import type fc from 'fast-check';
import { expect } from 'vitest';
import type { Deliveries } from '../../src/store/deliveries.ts';
import type { Ledger } from '../../src/store/ledger.ts';
import type { Pauses } from '../../src/store/pauses.ts';
import type { settling } from '../../src/store/settling.ts';
import type { Model } from './ledger-model.ts';

/* What a step is: the same thing done to the model and to the real ledger, which then agree. */

export type Real = {
  readonly ledgers: readonly [Ledger, Ledger];
  readonly deliveries: Deliveries;
  readonly pauses: Pauses;
  readonly settling: ReturnType<typeof settling>;
  readonly agrees: (m: Model) => Promise<void>;
};

export type Command = fc.AsyncCommand<Model, Real>;
export type Worker = 0 | 1;

/** A command: what it is called, when it makes sense, and what it does. Afterwards the store and the model agree. */
export const command = (
  name: string,
  sensible: (m: Model) => boolean,
  act: (m: Model, r: Real) => Promise<void>,
): Command => ({
  check: (m) => sensible(m),
  run: async (m, r) => {
    await act(m, r);
    for (const [place, times] of m.out) expect(times, `${place} is out once`).toBe(1);
    await r.agrees(m);
  },
  toString: () => name,
});
