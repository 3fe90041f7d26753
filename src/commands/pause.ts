import type { Command } from 'commander';
import { realClock } from '../clock.ts';
import { readCampaign } from '../config.ts';
import { UsageError } from '../errors.ts';
import { type NetworkName, networkNames } from '../model.ts';
import { pauses } from '../store/pauses.ts';
import { answering } from './answer.ts';
import { environmentNow, storeNow } from './campaign.ts';

type Scope = NetworkName | 'all' | `partner:${string}`;

/** A network, everything, or a partner of config/partners.yaml; `partner:ID` where a partner is called like a network. */
const scopeOf = async (name: string, folder: string): Promise<Scope> => {
  const scope = ['all' as const, ...networkNames].find((one) => one === name);
  if (scope) return scope;
  const id = name.replace(/^partner:/u, '');
  const { partners } = await readCampaign(folder);
  const ids = partners?.partners.map((one) => one.id) ?? [];
  if (ids.includes(id)) return `partner:${id}`;
  const known = ids.length > 0 ? `, or a partner of config/partners.yaml (${ids.join(', ')})` : '';
  throw new UsageError(`${name}: write one of ${networkNames.join(', ')}, or all${known}`);
};

const told = (scope: Scope): string =>
  scope.startsWith('partner:')
    ? `Paused: ${scope.slice(8)}. Nothing of it is boosted any more; what is boosted stays.`
    : `Paused: ${scope}. What is being sent at this moment is finished; nothing else goes out.`;

const network = ['[network]', `one of ${networkNames.join(', ')}, a partner, or all`, 'all'] as const;

/** Takes effect at the next claim in every process, since the claim itself reads it. */
export const pause = (program: Command): Command =>
  answering(
    program
      .command('pause')
      .description(
        'publish nothing more on a network, or at all, or boost nothing more of a partner, until somebody resumes it',
      )
      .argument(...network)
      .option('--by <name>', 'who decides', 'the command line'),
    'pause x',
    async (name: string, { by }: { by: string }) => {
      const environment = environmentNow();
      const scope = await scopeOf(name, environment.folder);
      await using store = await storeNow(environment);
      const since = realClock.now().epochMilliseconds;
      await pauses(store.db).pause({ scope, kind: 'paused', reason: 'paused by a person', by, since_at: since });
      return {
        json: { done: [name] },
        words: told(scope),
      };
    },
  );

export const resume = (program: Command): Command =>
  answering(
    program
      .command('resume')
      .description('go on, after a pause or when a network or a partner had blocked us')
      .argument(...network),
    'resume all',
    async (name: string) => {
      const environment = environmentNow();
      const scope = await scopeOf(name, environment.folder);
      await using store = await storeNow(environment);
      // A network's own pause, and that of boosting there: whoever resumes a network means both.
      const boosting = networkNames.some((one) => one === scope)
        ? (`boost:${scope as NetworkName}` as const)
        : undefined;
      const ended = await pauses(store.db).resume(scope);
      if (boosting) ended.push(...(await pauses(store.db).resume(boosting)));
      const done = ended.map((one) => one.replace(/^partner:/u, ''));
      const still = scope === 'all' ? [] : (await pauses(store.db).all()).filter((one) => one.scope === 'all');
      const note = still.length > 0 ? ' Everything is still paused as a whole: resume all.' : '';
      return {
        json: { done },
        words: done.length > 0 ? `Resumed: ${done.join(', ')}.${note}` : `${scope} was not paused.${note}`,
      };
    },
  );
