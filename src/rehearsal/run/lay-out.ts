import { randomBytes } from 'node:crypto';
import { CampaignProblems } from '../../errors.ts';
import { layoutInput } from '../../jobs/extend-plan.ts';
import { offlineRules } from '../../jobs/networks.ts';
import { makeReady } from '../../jobs/ready.ts';
import type { Campaign, Message, NetworkName, Planned } from '../../model.ts';
import type { LayoutInput } from '../../plan/input.ts';
import { layoutCount, layoutOnce } from '../../plan/layout.ts';
import { approvals } from '../../store/approvals.ts';
import { deliveries } from '../../store/deliveries.ts';
import type { Store } from '../../store/store.ts';
import type { Victim } from './kill-plan.ts';

export type LayingOut = {
  readonly campaign: Campaign;
  readonly messages: readonly Message[];
  readonly targets: readonly NetworkName[];
  /** Exactly so many; undefined: each text once to each network. */
  readonly count?: number;
  /** Threads are wanted, also in a short rehearsal: that is where most can go wrong. */
  readonly chaos: boolean;
  readonly start: Temporal.ZonedDateTime;
  readonly store: Store;
};

type Text = LayoutInput['texts'][number];

/** The texts of as many messages as make up `count` deliveries, those of threads before others. */
const threadsFirst = (texts: LayoutInput['texts'], count: number, isThread: (text: Text) => boolean): Text[] => {
  const messages = Map.groupBy(texts, (text) => text.message);
  const ordered = [...messages.values()].sort((a, b) => Number(b.some(isThread)) - Number(a.some(isThread)));
  const chosen: Text[] = [];
  for (const message of ordered) if (chosen.length < count) chosen.push(...message);
  return texts.filter((text) => chosen.includes(text));
};

/** Stores a rehearsal's whole plan, approved by the rehearsal itself; gives its deliveries, and of how many steps each is. */
export const layOut = async ({
  campaign,
  messages,
  targets,
  count,
  chaos,
  start,
  store,
}: LayingOut): Promise<Victim[]> => {
  const ready = makeReady(campaign, messages, offlineRules());
  const names = campaign.networks.map((use) => use.name);
  const composedOf = ({ message, lang, network }: Pick<Text, 'message' | 'lang' | 'network'>) =>
    ready.find((one) => one.message.id === message && one.lang === lang)?.composed.get(network);
  const { texts, ...rest } = layoutInput({ campaign, messages, ready }, start.toPlainDate(), [], names, new Map());
  const isThread = (text: Text) => (composedOf(text)?.posts.length ?? 1) > 1;
  const input = {
    ...rest,
    texts: chaos && count !== undefined ? threadsFirst(texts, count, isThread) : texts,
    // A server that outlives the rehearsal must not take this run's posts for those of the run before.
    ...(targets.length > 0 ? { salt: randomBytes(8).toString('hex') } : {}),
  };
  let rows: Planned[];
  try {
    rows = count === undefined ? layoutOnce(input) : layoutCount(input, count);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CampaignProblems([{ file: 'config/campaign.yaml', line: 1, message }]);
  }
  const hashes = new Map(input.texts.map((text) => [`${text.message}:${text.lang}:${text.network}`, text.text]));
  await deliveries(store.db).add(
    rows.map((one) => ({ ...one, textHash: hashes.get(`${one.message}:${one.lang}:${one.network}`) ?? '' })),
  );
  await approvals(store.db).record(
    'approve',
    ready.map(({ message, lang, hash }) => ({ message: message.id, lang, hash })),
    'the rehearsal',
    start.epochMilliseconds,
  );
  return rows.map((row) => {
    const composed = composedOf(row);
    return {
      id: row.id,
      network: row.network,
      at: row.at.epochMilliseconds,
      posts: composed?.posts.length ?? 1,
      pictures: composed?.media.length ?? 0,
    };
  });
};
