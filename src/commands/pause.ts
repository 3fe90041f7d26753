import type { Command } from 'commander';
import { realClock } from '../clock.ts';
import { UsageError } from '../errors.ts';
import { type NetworkName, networkNames } from '../model.ts';
import { pauses } from '../store/pauses.ts';
import { answering } from './answer.ts';
import { environmentNow, storeNow } from './campaign.ts';

const scopeOf = (name: string): NetworkName | 'all' => {
  const scope = ['all' as const, ...networkNames].find((one) => one === name);
  if (!scope) throw new UsageError(`${name}: write one of ${networkNames.join(', ')}, or all`);
  return scope;
};

const network = ['[network]', `one of ${networkNames.join(', ')}, or all`, 'all'] as const;

/** Takes effect at the next claim in every process, since the claim itself reads it. */
export const pause = (program: Command): Command =>
  answering(
    program
      .command('pause')
      .description('publish nothing more on a network, or at all, until somebody resumes it')
      .argument(...network)
      .option('--by <name>', 'who decides', 'the command line'),
    'pause x',
    async (name: string, { by }: { by: string }) => {
      const scope = scopeOf(name);
      await using store = await storeNow(environmentNow());
      const since = realClock.now().epochMilliseconds;
      await pauses(store.db).pause({ scope, kind: 'paused', reason: 'paused by a person', by, since_at: since });
      return {
        json: { done: [scope] },
        words: `Paused: ${scope}. What is being sent at this moment is finished; nothing else goes out.`,
      };
    },
  );

export const resume = (program: Command): Command =>
  answering(
    program
      .command('resume')
      .description('go on publishing, after a pause or when a network had blocked us')
      .argument(...network),
    'resume all',
    async (name: string) => {
      const scope = scopeOf(name);
      await using store = await storeNow(environmentNow());
      const done = await pauses(store.db).resume(scope);
      const still = scope === 'all' ? [] : (await pauses(store.db).all()).filter((one) => one.scope === 'all');
      const note = still.length > 0 ? ' Everything is still paused as a whole: resume all.' : '';
      return {
        json: { done },
        words: done.length > 0 ? `Resumed: ${done.join(', ')}.${note}` : `${scope} was not paused.${note}`,
      };
    },
  );
