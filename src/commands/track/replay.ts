import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { realNow } from '../../clock.ts';
import { UsageError } from '../../errors.ts';
import { replay } from '../../jobs/watch/replay.ts';
import { type NetworkName, networkNames, type Partners, type Whose } from '../../model.ts';
import { sightings } from '../../store/sightings.ts';
import { openStore } from '../../store/store.ts';
import { watchKeys } from '../../store/watch-keys.ts';
import type { Answer } from '../answer.ts';
import { environmentNow } from '../campaign.ts';
import { campaignNow, otherKey } from './campaign-now.ts';

/** Where the user stood: relative paths begin there. */
const from = (): string => process.env.INIT_CWD ?? process.cwd();

const networkNamed = (name: string): NetworkName => {
  const found = networkNames.find((one) => one === name);
  if (!found) throw new UsageError(`--network ${name}: write one of ${networkNames.join(', ')}`);
  return found;
};

/** Partners as far as the file itself says who they are: nobody is asked. */
const whoseIn =
  (partners: Partners | undefined) =>
  (network: NetworkName, author: string): Whose =>
    partners?.partners.some(
      ({ accounts }) => accounts[network]?.replace(/^@/, '').toLowerCase() === author.toLowerCase(),
    )
      ? 'partner'
      : 'public';

export const replayFile = async (file: string, options: { network: string; store: string }): Promise<Answer> => {
  const environment = environmentNow();
  const network = networkNamed(options.network);
  const key = environment.key?.reveal();
  if (key === undefined) {
    throw new UsageError(
      'CAMPAIGN_KEY is not set: what is kept of other people’s posts is hashed and sealed under it. Make one with: openssl rand -base64 32',
    );
  }
  const recorded = resolve(from(), file);
  const found = statSync(recorded, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new UsageError(`there is no file ${recorded}`);
  const { campaign, partners } = await campaignNow(environment);
  const began = realNow();
  await using store = await openStore(resolve(from(), options.store));
  const keys = watchKeys(key);
  if ((await sightings(store.db, keys).keyIs(keys.check)) === 'other') throw otherKey(options.store);
  const {
    events,
    matched,
    sightings: posts,
    unreadable,
    unreadableLines,
  } = await replay({
    file: recorded,
    network,
    hashtag: campaign.hashtag,
    timeZone: campaign.timeZone,
    store,
    keys,
    whose: whoseIn(partners),
    newId: () => randomBytes(6).toString('hex'),
  });
  const seconds = (realNow() - began) / 1000;
  const notes =
    unreadableLines === 0
      ? []
      : [
          `${unreadableLines} lines are neither an event nor an answer of ${network} and were left out: line ${unreadable.join(', ')}${unreadableLines > unreadable.length ? ', …' : ''}`,
        ];
  return {
    json: { events, matched, sightings: posts, seconds, unreadable: unreadableLines, notes },
    words: [
      `${events} events, ${matched} of them with #${campaign.hashtag}; the store now counts ${posts} posts. ${seconds.toFixed(1)} s.`,
      ...notes,
    ].join('\n'),
  };
};
