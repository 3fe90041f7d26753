import { hash } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { realClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { UsageError } from '../errors.ts';
import { offlineRules, openNetworks } from '../jobs/networks.ts';
import type { Content, DeliveryId, NetworkName } from '../model.ts';
import { deliveries } from '../store/deliveries.ts';
import { settling } from '../store/settling.ts';
import type { Store } from '../store/store.ts';
import { answering } from './answer.ts';
import { environmentNow, soundCampaign, storeNow } from './campaign.ts';

/* What a person does when something has to be mended: publish now, retract, correct, settle. */

const PATIENCE_MS = 60_000;

const known = async (store: Store, id: string) => {
  const row = await deliveries(store.db).get(id);
  if (!row) throw new UsageError(`there is no delivery ${id}: \`plan\` and \`status\` show the ids`);
  return row;
};

const named = (by: string): string => {
  if (by.trim() === '') throw new UsageError('--by needs the name of a person');
  return by.trim();
};

export const publishNow = (program: Command): Command =>
  answering(
    program
      .command('publish-now')
      .description(
        'send a delivery that is planned or held at once, whatever its hour; it must be approved all the same',
      )
      .argument('<id>', 'of the delivery'),
    'publish-now 0e68c936823b7bcb',
    async (id: string) => {
      await using store = await storeNow(environmentNow());
      const row = await known(store, id);
      const moved = await deliveries(store.db).sendNow(id, realClock.now().epochMilliseconds);
      if (!moved)
        throw new UsageError(`${id} is ${row.state}: only what is planned, queued or held can be published now`);
      return {
        json: { done: [id] },
        words: `${id} goes out as soon as a worker has it, if it may go out at all: see \`status\`.`,
      };
    },
  );

/** Asks once, where somebody can answer. */
const confirm = async (question: string, yes: boolean): Promise<void> => {
  if (yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw new UsageError(`${question} Say so with --yes.`);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asking.question(`${question} (yes/no) `);
  asking.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('nothing was done');
};

const networkOf = (
  environment: Environment,
  campaign: Parameters<typeof openNetworks>[1],
  store: Store,
  name: NetworkName,
) => {
  const network = openNetworks(environment, campaign, () => realClock, store).get(name);
  if (!network) throw new UsageError(`${name} is not configured: its credentials are needed to delete a post there`);
  return network;
};

export const retract = (program: Command): Command =>
  answering(
    program
      .command('retract')
      .description('delete the posts of a delivery on their network; the record stays. Asks once')
      .argument('<id>', 'of the delivery')
      .option('--by <name>', 'who decides', 'the command line')
      .option('--yes', 'do not ask'),
    'retract 0e68c936823b7bcb --by "Full Name"',
    async (id: string, { by, yes = false }: { by: string; yes?: boolean }) => {
      const environment = environmentNow();
      const { campaign } = await soundCampaign(environment);
      await using store = await storeNow(environment);
      const row = await known(store, id);
      const rows = deliveries(store.db);
      const posts = await rows.postsOut(id);
      if (posts.length === 0) throw new UsageError(`nothing of ${id} is out: it is ${row.state}`);
      if (row.state === 'attempting')
        throw new UsageError(`${id} is being sent at this moment: pause ${row.network} and try again`);
      await confirm(
        `${row.boost_of === null ? 'Delete' : 'Undo the boost of'} ${posts.length === 1 ? posts[0]?.url : `${posts.length} posts`} on ${row.network}?`,
        yes,
      );
      const network = networkOf(environment, campaign, store, row.network);
      // The last first: a thread never stands there without its beginning.
      for (const post of posts.toReversed()) {
        // What a boost shows is somebody else's: it is undone, and nothing is deleted.
        const subject = row.content === null ? undefined : (JSON.parse(row.content) as Content).boost;
        const signal = AbortSignal.timeout(PATIENCE_MS);
        if (row.boost_of !== null && subject) await network.unboost({ subject, remoteId: post.remote_id }, signal);
        else await network.remove(post.remote_id, signal);
        await rows.retracted(id, post.step, realClock.now().epochMilliseconds, named(by));
      }
      return {
        json: { done: [id] },
        words: `Retracted: ${posts.map((post) => post.url).join(', ')}. The record stays.`,
      };
    },
  );

export const correct = (program: Command): Command =>
  answering(
    program
      .command('correct')
      .description('post a correction as a reply to a post of ours that is out; edits are never silent')
      .argument('<id>', 'of the delivery that is corrected')
      .requiredOption('--text <words>', 'what the reply says')
      .requiredOption('--by <name>', 'who decides'),
    'correct 0e68c936823b7bcb --text "Correction: the date was 19 October 2021." --by "Full Name"',
    async (id: string, { text, by }: { text: string; by: string }) => {
      const who = named(by);
      const environment = environmentNow();
      await soundCampaign(environment);
      await using store = await storeNow(environment);
      const row = await known(store, id);
      if (row.boost_of !== null) throw new UsageError(`${id} is a boost: what it shows is not ours to correct`);
      const rows = deliveries(store.db);
      const [first] = await rows.postsOut(id);
      if (!first) throw new UsageError(`nothing of ${id} is out, so there is nothing to correct: edit the message`);
      const words = text.normalize('NFC').trim();
      const rules = offlineRules().get(row.network);
      const length = rules?.length(words) ?? 0;
      if (words === '') throw new UsageError('--text is empty');
      if (rules && length > rules.limit) {
        throw new UsageError(
          `the correction is ${length - rules.limit} ${rules.unit} too long for ${row.network} (${length} of ${rules.limit})`,
        );
      }
      const reply = { remoteId: first.remote_id, ...(first.version === null ? {} : { version: first.version }) };
      const correction = hash('sha256', JSON.stringify(['correction', id, words]), 'hex').slice(0, 16) as DeliveryId;
      await rows.correct({
        id: correction,
        of: row,
        textHash: hash('sha256', words, 'hex'),
        content: { posts: [words], pictures: [], reply: { root: reply, parent: reply } },
        at: realClock.now().epochMilliseconds,
      });
      return {
        json: { done: [correction], of: id, by: who },
        words: `The correction ${correction} goes out as soon as a worker has it.`,
      };
    },
  );

/** The id that a network's web address names. Bluesky's records are found by handle and key as well. */
const remoteIdOf = (network: NetworkName, url: string): string | undefined => {
  const parsed = URL.parse(url);
  if (!parsed) return undefined;
  const parts = parsed.pathname.split('/').filter(Boolean);
  if (network === 'bluesky') {
    return parts[0] === 'profile' && parts[2] === 'post' && parts[3]
      ? `at://${parts[1]}/app.bsky.feed.post/${parts[3]}`
      : undefined;
  }
  const last = parts.at(-1);
  return network === 'x' && !/^\d+$/.test(last ?? '') ? undefined : last;
};

export const settle = (program: Command): Command =>
  answering(
    program
      .command('settle')
      .description('answer for an unconfirmed delivery: it is out at this address, or it is not and should be sent')
      .argument('<id>', 'of the delivery')
      .option('--published <url>', 'it is out, here')
      .option('--send', 'it is not out: send it'),
    'settle 0e68c936823b7bcb --published https://x.com/example/status/1',
    async (id: string, { published, send = false }: { published?: string; send?: boolean }) => {
      if ((published === undefined) === !send)
        throw new UsageError('say either --published URL or --send: look at the account first');
      await using store = await storeNow(environmentNow());
      const row = await known(store, id);
      const answers = settling(store.db);
      const at = realClock.now().epochMilliseconds;
      const remoteId = published === undefined ? '' : remoteIdOf(row.network, published);
      if (published !== undefined && !remoteId)
        throw new UsageError(`${published} is not the address of a post on ${row.network}`);
      const settled =
        published === undefined
          ? await answers.send(id, at)
          : await answers.isOut(id, { remoteId: remoteId ?? '', url: published, at });
      if (!settled) throw new UsageError(`${id} is ${row.state}: only what is unconfirmed can be settled`);
      return {
        json: { done: [id] },
        words: send ? `${id} goes out as soon as a worker has it.` : `${id} is published: ${published}`,
      };
    },
  );
