import type { Command } from 'commander';
import { realClock } from '../clock.ts';
import { UsageError } from '../errors.ts';
import type { Ready } from '../jobs/ready.ts';
import { approvals } from '../store/approvals.ts';
import { answering, table } from './answer.ts';
import { environmentNow, soundCampaign, storeNow } from './campaign.ts';

/** `MESSAGE` or `MESSAGE:lang`, each to the texts it names. Throws a UsageError naming everything that is not there. */
const named = (arguments_: readonly string[], ready: readonly Ready[]): Ready[] => {
  const unknown: string[] = [];
  const found = arguments_.flatMap((argument) => {
    const [id, lang] = argument.split(':');
    const texts = ready.filter((one) => one.message.id === id && (lang === undefined || one.lang === lang));
    if (texts.length === 0) unknown.push(argument);
    return texts;
  });
  if (unknown.length > 0) {
    const known = [...new Set(ready.map((one) => one.message.id))].join(', ');
    throw new UsageError(`there is no ${unknown.join(', no ')} in the toolkit; its messages are: ${known}`);
  }
  return [...new Set(found)];
};

const verbs = {
  approve: { past: 'approved', description: 'say that texts may go out, exactly as they are now; undoes a withdrawal' },
  withdraw: {
    past: 'withdrawn',
    description: 'say that texts may not go out (any more), also when they are queued already',
  },
} as const;

const speaking =
  (verb: keyof typeof verbs) =>
  (program: Command): Command =>
    answering(
      program
        .command(verb)
        .description(verbs[verb].description)
        .argument('<message...>', 'MESSAGE for all its languages, or MESSAGE:lang')
        .requiredOption('--by <name>', 'who decides'),
      `${verb} act-elected-representatives:en --by "Full Name"`,
      async (messages: string[], { by }: { by: string }) => {
        if (by.trim() === '') throw new UsageError('--by needs the name of a person');
        const environment = environmentNow();
        const { ready } = await soundCampaign(environment);
        const texts = named(messages, ready);
        const about = texts.map(({ message, lang, hash }) => ({ message: message.id, lang, hash }));
        await using store = await storeNow(environment);
        await approvals(store.db).record(verb, about, by.trim(), realClock.now().epochMilliseconds);
        const past = verbs[verb].past;
        const rows = about.map(({ message, lang, hash }) => [message, lang, hash.slice(0, 12)]);
        return {
          json: { [past]: about },
          words: `${past} by ${by.trim()}:\n${table([['message', 'lang', 'hash'], ...rows])}`,
        };
      },
    );

export const approve = speaking('approve');
export const withdraw = speaking('withdraw');
