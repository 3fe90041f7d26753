import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, realNow, stoppedClock } from '../../src/clock.ts';
import { offlineRules } from '../../src/jobs/networks.ts';
import type { Publishing } from '../../src/jobs/publishing.ts';
import type { ReadyToolkit } from '../../src/jobs/ready.ts';
import { makeReady } from '../../src/jobs/ready.ts';
import type { Attempt, Campaign, DeliveryId, Media, Message, PostLook, Recall, Receipt } from '../../src/model.ts';
import type { AccountedFor, Network } from '../../src/network/network.ts';
import { xRules } from '../../src/network/x/rules.ts';
import { approvals } from '../../src/store/approvals.ts';
import { deliveries } from '../../src/store/deliveries.ts';
import { ledger } from '../../src/store/ledger.ts';
import { seenNetworks } from '../../src/store/networks.ts';
import { pauses } from '../../src/store/pauses.ts';
import { spend } from '../../src/store/spend.ts';
import { openStore } from '../../src/store/store.ts';

/* A small stage for the publishing handler: a real SQLite file, a stopped clock, and a network that does as it is told. */

const minutes = (n: number) => Temporal.Duration.from({ minutes: n });

export const noon = Temporal.Instant.from('2026-11-29T12:00:00Z');

export const campaign: Campaign = {
  id: 'test',
  hashtag: 'StandWithThe6',
  timeZone: 'Asia/Hebron',
  statement: { title: 'A statement', publisher: 'A publisher', date: '2021-11-29' },
  goLive: { by: 'A. Person', on: '2026-11-20' },
  links: {},
  languages: { en: { reviewedBy: 'B. Person', on: '2026-11-20' } },
  audiences: [{ lang: 'en', timeZone: 'Europe/Brussels', hours: [{ start: 540, end: 1_200 }] }],
  networks: [
    {
      name: 'x',
      postsPerDay: 10,
      spacing: minutes(60),
      monthlyBudget: 20,
      label: { by: 'C. Person', on: '2026-11-20' },
    },
  ],
  repeatAfter: Temporal.Duration.from({ days: 14 }),
  horizon: Temporal.Duration.from({ days: 7 }),
  late: { after: minutes(30), then: 'post' },
  specialDays: [],
  approval: { required: true, twoPeople: false },
  watch: { retention: Temporal.Duration.from({ days: 14 }), mastodonServers: [] },
};

export const message = (id: string, text = `Words of ${id}.`, media: readonly Media[] = []): Message => ({
  media,
  contentWarning: {},
  id,
  kind: 'action',
  source: { start: 0, end: 9, sha256: '' },
  reviewedOn: '2026-11-24',
  at: [],
  sections: [{ lang: 'en', text, line: 10 }],
  file: `content/toolkit/${id}.md`,
});

/** A network in memory: `answers` says, call by call, what becomes of the next ones. */
export type Script = (attempt: Attempt) => 'publish' | 'publish, then lose the answer' | Error;

export const scriptedNetwork = (
  clock: Clock,
  behaviour: Partial<Pick<Network, 'recallAfter' | 'price'>> & { resend?: boolean } = {},
) => {
  const held: { text: string; key: string; with: Attempt['with'] }[] = [];
  const uploads: string[] = [];
  const calls: string[] = [];
  const asked: string[] = [];
  const told: (AccountedFor | undefined)[] = [];
  const looks = new Map<string, PostLook>();
  let script: Script = () => 'publish';
  let hidden = false;
  const receiptOf = (at: number): Receipt => ({
    remoteId: String(at),
    url: `https://example.org/${at}`,
    at: clock.now(),
  });
  const network: Network = {
    name: 'x',
    rules: async () => xRules,
    account: async () => {
      asked.push(clock.now().toString());
      return { id: '1', handle: 'test', url: 'https://example.org', automated: 'unknown' };
    },
    key: ({ id }, step) => `${id}-${step}`,
    identify: async () => undefined,
    counts: { source: 'x', batch: 100, price: 0, room: () => ({ calls: 10 }), counts: async () => new Map() },
    recallAfter: behaviour.recallAfter ?? [
      Temporal.Duration.from({ seconds: 15 }),
      Temporal.Duration.from({ seconds: 60 }),
    ],
    price: behaviour.price ?? {
      publish: () => 0.015,
      recall: 0.005,
      account: 0,
      boost: 0.015,
      look: 0.005,
      partnerPosts: (read) => read * 0.005,
      partnerPage: 20,
    },
    publish: async (attempt) => {
      calls.push(`publish ${attempt.delivery}`);
      const told = script(attempt);
      if (told instanceof Error) throw told;
      held.push({ text: attempt.text, key: attempt.key, with: attempt.with });
      if (told !== 'publish') throw new (await import('../../src/errors.ts')).Ambiguous('the connection closed');
      return receiptOf(held.length - 1);
    },
    upload: async (picture) => {
      calls.push(`upload ${picture.alt}`);
      uploads.push(picture.alt);
      return { remoteId: `picture-${uploads.length}`, url: '', at: clock.now() };
    },
    remove: async (remoteId) => {
      calls.push(`remove ${remoteId}`);
    },
    unboost: async ({ remoteId }) => {
      calls.push(`unboost ${remoteId}`);
    },
    look: async (remoteId) => looks.get(remoteId) ?? { kind: 'gone', remoteId },
    partnerPosts: async () => ({ posts: [], read: 0 }),
    recall: async (attempt, _, ours): Promise<Recall> => {
      calls.push(`recall ${attempt.delivery}`);
      told.push(ours);
      const at = held.findIndex((post) => post.text === attempt.text);
      if (at >= 0 && !hidden) return { kind: 'found', receipt: receiptOf(at) };
      return { kind: 'absent', resend: behaviour.resend ?? false, why: 'it does not show it' };
    },
  };
  return {
    network,
    held,
    uploads,
    calls,
    /** When the network was asked who we are. */
    asked,
    /** What each look for a lost one was told of our posts. */
    told,
    /** What stands where a partner's post was, by its id; gone what is not in here. */
    looks,
    will: (next: Script) => {
      script = next;
    },
    hide: (yes: boolean) => {
      hidden = yes;
    },
  };
};

export const publishingStage = async (
  options: {
    campaign?: Partial<Campaign>;
    behaviour?: Parameters<typeof scriptedNetwork>[1];
    approved?: boolean;
    messages?: readonly Message[];
  } = {},
) => {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-'));
  const store = await openStore(join(folder, 'campaign.db'));
  const clock = stoppedClock(noon);
  const script = scriptedNetwork(clock, options.behaviour);
  let toolkit: ReadyToolkit;
  const setToolkit = (messages: readonly Message[], changes: Partial<Campaign> = options.campaign ?? {}) => {
    const changed = { ...campaign, ...changes };
    toolkit = { campaign: changed, messages, ready: makeReady(changed, messages, offlineRules()) };
  };
  const messages = options.messages ?? [message('first'), message('second')];
  setToolkit(messages);
  const said: string[] = [];
  const p: Publishing = {
    ledger: ledger(store.db),
    deliveries: deliveries(store.db),
    pauses: pauses(store.db),
    approvals: approvals(store.db),
    seen: seenNetworks(store.db),
    spend: spend(store.db),
    networks: new Map([['x', script.network]]),
    clock,
    clockOf: () => clock,
    realNow,
    toolkit: async () => toolkit,
    picture: async ({ alt }) => ({ bytes: new Uint8Array(1), type: 'image/png', width: 4, height: 3, alt }),
    live: true,
    worker: 'worker-1',
    callMs: 1_000,
    leaseMs: 120_000,
    passing: async () => {},
    say: (words) => said.push(words),
  };
  const approve = async () =>
    p.approvals.record(
      'approve',
      toolkit.ready.map((one) => ({ message: one.message.id, lang: one.lang, hash: one.hash })),
      'D. Person',
      0,
    );
  if (options.approved ?? true) await approve();
  /** A delivery that is on the queue, due at `at`. */
  const queued = async (id: string, at = noon, about = 'first'): Promise<DeliveryId> => {
    await p.deliveries.add([{ id: id as DeliveryId, message: about, lang: 'en', network: 'x', at, textHash: about }]);
    await p.deliveries.move([id], ['planned'], 'queued');
    return id as DeliveryId;
  };
  return {
    ...script,
    p,
    clock,
    store,
    said,
    queued,
    approve,
    setToolkit,
    /** As if the lease's real time had passed. */
    leaseIsOver: () =>
      store.db.updateTable('delivery').set({ lease_until_real: 0 }).where('state', '=', 'attempting').execute(),
    row: async (id: string) => (await p.deliveries.get(id))!,
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
