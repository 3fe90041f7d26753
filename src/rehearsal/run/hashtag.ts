import { setTimeout as pause } from 'node:timers/promises';
import { realNow } from '../../clock.ts';
import { hostOf } from '../../jobs/watch/servers.ts';
import type { Campaign, NetworkName } from '../../model.ts';
import { counted } from '../../store/counted.ts';
import type { Store } from '../../store/store.ts';
import type { LocalNetwork } from '../local.ts';
import type { Partner } from '../public/people.ts';
import { type Public, publicOf } from '../public/public.ts';

/*
 * The hashtag in a rehearsal: a simulated public says it on the local networks, the program watches, and what it counted is held against what the
 * networks hold.
 */

/** Posts of the public with the hashtag a day, for each ten of its people. */
const A_DAY = 4;

export const publicFor = (
  campaign: Pick<Campaign, 'hashtag' | 'timeZone'>,
  {
    seed,
    authors,
    from,
    to,
    networks,
    partners,
  }: {
    readonly seed: number;
    readonly authors: number;
    readonly from: Temporal.Instant;
    readonly to: Temporal.Instant;
    readonly networks: readonly NetworkName[];
    readonly partners: readonly Partner[];
  },
): Public =>
  publicOf({
    seed,
    hashtag: campaign.hashtag,
    timeZone: campaign.timeZone,
    authors,
    postsPerDay: authors === 0 ? 0 : Math.max(1, Math.round((authors * A_DAY) / 10)),
    from,
    to,
    networks,
    partners,
  });

/** Where the servers of the campaign's file are: all of them are the one local Mastodon. */
export const elsewhere = (
  { watch }: Pick<Campaign, 'watch'>,
  local: Pick<LocalNetwork, 'url'> | undefined,
): Record<string, string> =>
  Object.fromEntries(local ? watch.mastodonServers.map((name) => [hostOf(name), local.url]) : []);

/** What a network holds with the hashtag, and what was counted of it. */
export type Heard = { readonly network: NetworkName; readonly held: number; readonly counted: number };

export const heard = async (store: Store, locals: ReadonlyMap<NetworkName, LocalNetwork>): Promise<Heard[]> => {
  const mine = await counted(store.db);
  return [...locals].map(([network, local]) => {
    const count = mine.get(network);
    const held = local.held().filter(({ at }) => count?.until === undefined || at < count.until);
    return { network, held: network === 'x' && !count ? 0 : held.length, counted: count?.posts ?? 0 };
  });
};

/** Real milliseconds that watching may take to begin, and after the last delivery to hear what was said last. */
const PATIENCE_MS = 15_000;
const LOOK_MS = 50;
/** When nothing more was counted for so long, it has heard everything. What was deleted after it was followed no longer stays counted. */
const STILL_MS = 1_500;

/** Waits until the stream has a listener: it begins with what is said from then on. */
export const listened = async (locals: ReadonlyMap<NetworkName, LocalNetwork>): Promise<void> => {
  const { streams } = (locals.get('bluesky') ?? {}) as { streams?: readonly { subscribers: () => number }[] };
  if (!streams) return;
  const began = realNow();
  while (streams.every((one) => one.subscribers() === 0) && realNow() - began < PATIENCE_MS) await pause(LOOK_MS);
};

/** Lets the watch hear the end: asks it to look until it counts what is there, or counts no more. */
export const hearTheEnd = async (
  store: Store,
  locals: ReadonlyMap<NetworkName, LocalNetwork>,
  tick: () => Promise<void>,
): Promise<Heard[]> => {
  const began = realNow();
  let last = { words: '', at: began };
  for (;;) {
    await tick().catch(() => undefined);
    const now = await heard(store, locals);
    const words = JSON.stringify(now);
    if (words !== last.words) last = { words, at: realNow() };
    const whole = now.every(({ held, counted: mine }) => held === mine);
    if (whole || realNow() - last.at > STILL_MS || realNow() - began > PATIENCE_MS) return now;
    await pause(LOOK_MS);
  }
};
