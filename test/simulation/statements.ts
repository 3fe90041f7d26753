import type { KyselyPlugin } from 'kysely';
import type { Dice } from './dice.ts';
import { Died, type Process } from './machine.ts';

/*
 * Between any two statements of a process others may go on, the disk may be full, and the process may die: before the
 * statement, or after it and before it heard of it. A transaction that is cut short is rolled back by the store.
 */

export type Risks = { readonly deaths: () => number; readonly failures: () => number };

export const statements = (
  process: Process,
  dice: Dice,
  risks: Risks,
  die: (process: Process) => void,
): KyselyPlugin => ({
  transformQuery: ({ node }) => {
    if (!process.alive()) throw new Died();
    if (dice.chance(risks.failures())) throw new Error('database or disk is full');
    return node;
  },
  transformResult: async ({ result }) => {
    for (let turns = dice.between(0, 5); turns > 0; turns -= 1) await null;
    if (dice.chance(risks.deaths())) die(process);
    if (!process.alive()) throw new Died();
    return result;
  },
});
