import type { Ledger } from '../../src/store/ledger.ts';
import type { Truth } from './truth.ts';

/*
 * Watches the ledger from outside: while one worker's lease on a delivery runs, nobody else is given it. A worker that
 * ends its claim, or died while it was about to, holds nothing any more.
 */

type Holder = { readonly by: string; until: number };

export const openHolders = (truth: Truth, realNow: () => number, leaseMs: number) => {
  const holders = new Map<string, Holder>();
  const taken = (id: string, by: string, until: number): void => {
    const before = holders.get(id);
    // Set back, the clock would lengthen a lease: the planner cuts it to one from now.
    if (before && before.by !== by && Math.min(before.until, realNow() + leaseMs) > realNow())
      truth.wrong(`${by} was given ${id} while ${before.by} held it`, id);
    holders.set(id, { by, until });
  };
  const freed = (id: string, by?: string): void => {
    if (by === undefined || holders.get(id)?.by === by) holders.delete(id);
  };
  return {
    watch: (ledger: Ledger): Ledger => ({
      ...ledger,
      claim: async (id, by, moments, terms) => {
        const claim = await ledger.claim(id, by, moments, terms);
        if (claim.kind === 'claimed') taken(id, by, moments.real + terms.leaseMs);
        return claim;
      },
      attempt: async (held, by, commitment) => {
        const attempt = await ledger.attempt(held, by, commitment);
        if (typeof attempt === 'object') taken(held.id, by, commitment.moments.real + commitment.leaseMs);
        return attempt;
      },
      renew: async (held, by, real, ms) => {
        const renewed = await ledger.renew(held, by, real, ms);
        if (renewed) taken(held.id, by, real + ms);
        return renewed;
      },
      release: (held, by, state, more) => {
        freed(held.id, by);
        return ledger.release(held, by, state, more);
      },
      refuse: (held, by, ...more) => {
        freed(held.id, by);
        return ledger.refuse(held, by, ...more);
      },
      lose: (attempt, by, ...more) => {
        freed(attempt.delivery, by);
        return ledger.lose(attempt, by, ...more);
      },
      // A receipt ends a delivery whoever holds it.
      receive: (attempt, receipt, complete) => {
        freed(attempt.delivery);
        return ledger.receive(attempt, receipt, complete);
      },
    }),
  };
};

export type Holders = ReturnType<typeof openHolders>;
