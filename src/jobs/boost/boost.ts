import { CampaignProblems } from '../../errors.ts';
import { done, type Next } from '../../queue/jobs.ts';
import type { Boosting } from './boosts.ts';
import { decideDue, declineWithdrawn } from './due.ts';
import { hear } from './hear.ts';
import { lookAfterUnreached } from './out-of-reach.ts';
import { poll } from './poll.ts';
import { settingNow } from './setting.ts';
import { takeTurns } from './take-turns.ts';
import { lookAfterBoosts } from './undo.ts';

/*
 * One run of the boost job. Idempotent: whatever it does is asked for once more where it is written down, so two of them do no harm
 * (docs/boosting.md tells the whole way of a candidate).
 */

export const boost = (b: Boosting) => async (): Promise<Next> => {
  if (!(await b.lead())) return done;
  // What is wrong with one part hides nothing of another; withdrawals come before everything.
  const parts = [
    () => hear(b),
    async () => declineWithdrawn(b, await settingNow(b)),
    async () => lookAfterBoosts(b, await settingNow(b)),
    async () => lookAfterUnreached(b, await settingNow(b)),
    async () => poll(b, await settingNow(b)),
    async () => decideDue(b, await settingNow(b)),
    async () => {
      const wakes = await takeTurns(b, await settingNow(b));
      if (wakes.length > 0) await b.queues.wake(wakes);
    },
  ];
  for (const part of parts) {
    await part().catch((error: unknown) => {
      // `check` and the planner say what is wrong with the files.
      if (!(error instanceof CampaignProblems)) b.say('boosting', { reason: (error as Error).message });
    });
  }
  return done;
};
