import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stoppedClock } from '../../../src/clock.ts';
import { readEnvironment } from '../../../src/config/environment.ts';
import { openNetworks } from '../../../src/jobs/networks.ts';
import type { ReadyToolkit } from '../../../src/jobs/ready.ts';
import { openWatch, type Watch } from '../../../src/jobs/watch/open.ts';
import type { Campaign, NetworkName } from '../../../src/model.ts';
import { startLocalBluesky } from '../../../src/rehearsal/bluesky/server.ts';
import { startLocalMastodon } from '../../../src/rehearsal/mastodon/server.ts';
import { type Public, publicOf } from '../../../src/rehearsal/public/public.ts';
import { startLocalX } from '../../../src/rehearsal/x/server.ts';
import { openStore, type Store } from '../../../src/store/store.ts';

/* A campaign that watches three local networks with a public of their own. Time stands still until a test moves it on. */

export const began = Temporal.Instant.from('2026-11-26T22:00:00Z'); // the start of a day in Hebron
export const timeZone = 'Asia/Hebron';
export const hashtag = 'StandWithThe6';

const campaign = (host: string, budget: number): Campaign => {
  const span = (text: string) => Temporal.Duration.from(text);
  const use = (name: NetworkName) => ({ name, postsPerDay: 3, spacing: span('PT90M') });
  return {
    id: 'watched',
    hashtag,
    timeZone,
    statement: { title: '', publisher: '', date: '2021-11-29' },
    goLive: {},
    links: {},
    languages: {},
    audiences: [],
    networks: [use('bluesky'), use('mastodon'), { ...use('x'), monthlyBudget: budget }],
    repeatAfter: span('P14D'),
    horizon: span('P7D'),
    late: { after: span('PT30M'), then: 'ask' },
    specialDays: [],
    approval: { required: false, twoPeople: false },
    watch: { retention: span('P14D'), mastodonServers: [host] },
  };
};

type Options = {
  readonly days?: number;
  readonly authors?: number;
  readonly postsPerDay?: number;
  readonly budget?: number;
  readonly streams?: number;
  readonly partners?: NonNullable<Parameters<typeof publicOf>[0]['partners']>;
};

export const watchedCampaign = async ({
  days = 3,
  authors = 60,
  postsPerDay = 120,
  budget = 20,
  streams = 1,
  partners = [],
}: Options = {}) => {
  await using opened = new AsyncDisposableStack();
  const clock = stoppedClock(began);
  const world: Public = publicOf({
    seed: 7,
    hashtag,
    authors,
    postsPerDay,
    from: began,
    to: began.add({ hours: 24 * days }),
    timeZone,
    partners,
  });
  const options = { now: clock.now, public: world };
  const bluesky = opened.use(await startLocalBluesky({ ...options, streams }));
  const mastodon = opened.use(await startLocalMastodon(options));
  const x = opened.use(await startLocalX(options));
  const locals = { bluesky, mastodon, x };
  const folder = mkdtempSync(join(tmpdir(), 'watched-'));
  opened.defer(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'campaign.db');
  const environment = readEnvironment(
    { ...bluesky.environment, ...mastodon.environment, ...x.environment, CAMPAIGN_DATA: folder },
    folder,
  );
  const host = new URL(mastodon.url).host;
  const mine = campaign(host, budget);
  const said: string[] = [];
  let holders = 0;
  const store = opened.use(await openStore(file));

  const all = opened.move();
  /** One more process over the same store. */
  const process = async (
    key = 'a key for tests',
    more: Partial<Parameters<typeof openWatch>[0]> = {},
  ): Promise<Watch & { readonly store: Store }> => {
    const own = all.use(await openStore(file));
    holders += 1;
    const watch = openWatch({
      environment,
      key,
      campaign: mine,
      store: own,
      networks: openNetworks(environment, mine, () => clock, own),
      toolkit: async () => ({ campaign: mine, messages: [], ready: [] }) satisfies ReadyToolkit,
      partners: async () => ({ perDay: 6, partners: [] }),
      clock,
      clockOf: () => clock,
      realNow: () => performance.now() + 1e12,
      holder: `process ${holders}`,
      callMs: 5_000,
      say: (words, about) => said.push(`${words} ${JSON.stringify(about)}`),
      ...more,
    });
    return { ...watch, store: own };
  };
  return {
    clock,
    campaign: mine,
    environment,
    world,
    locals,
    store,
    file,
    folder,
    said,
    process,
    /** Moves the networks and the campaign on. */
    to: (at: Temporal.Instant): void => {
      clock.set(at);
      for (const local of Object.values(locals)) local.advance(at);
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
};

export type Watched = Awaited<ReturnType<typeof watchedCampaign>>;

/** Posts by network, hour, whose and language, as the store counts them. */
export const counted = async (store: Store, network: NetworkName): Promise<Record<string, number>> => {
  const rows = await store.db.selectFrom('hour').selectAll().where('network', '=', network).execute();
  return Object.fromEntries(rows.map((row) => [`${row.hour_at} ${row.whose} ${row.lang}`, row.posts]));
};

const HOUR_MS = 3_600_000;

/** The same, as the network holds them. */
export const held = (s: Watched, network: NetworkName): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const post of s.locals[network].held()) {
    const name = `${Math.floor(post.at / HOUR_MS) * HOUR_MS} ${post.whose} ${post.lang}`;
    sums[name] = (sums[name] ?? 0) + 1;
  }
  return sums;
};
