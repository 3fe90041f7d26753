import { boost } from '../../src/jobs/boost/boost.ts';
import type { Boosting } from '../../src/jobs/boost/boosts.ts';
import { publish } from '../../src/jobs/publish.ts';
import type { Publishing } from '../../src/jobs/publishing.ts';
import type { Attempt, BoostRules, Campaign, Partner, PartnerPost, Partners, Recall } from '../../src/model.ts';
import { free } from '../../src/network/free.ts';
import type { Network } from '../../src/network/network.ts';
import type { PartnerPage } from '../../src/network/reading.ts';
import { candidateId } from '../../src/plan/boosts/candidate-id.ts';
import { candidates } from '../../src/store/candidates.ts';
import { rules } from '../plan/boosts/given.ts';
import { publishingStage, type Script } from './stage.ts';

/*
 * The stage of publishing with partners on it: a network that shows what they post, and is looked at, boosted on and counted as it was told.
 */

/** 14:00 in the campaign's zone. */
export const noon = Temporal.Instant.from('2026-11-29T12:00:00Z');

export const minutes = (n: number): Temporal.Duration => Temporal.Duration.from({ minutes: n });

export const partnerNamed = (id: string, change: Partial<BoostRules> = {}, more: Partial<Partner> = {}): Partner => {
  const own = { ...rules, ...change };
  return {
    id,
    name: `The ${id}`,
    accounts: { mastodon: `${id}@social.example` },
    consent: { by: 'E. Person', on: '2026-11-01', evidence: 'letters/1' },
    rules: { bluesky: own, mastodon: own, x: own },
    ...more,
  };
};

type Options = {
  readonly partners?: readonly Partner[];
  readonly perDay?: number;
  readonly campaign?: Partial<Campaign>;
  readonly resend?: boolean;
};

export const boostingStage = async (options: Options = {}) => {
  const s = await publishingStage({
    behaviour: { resend: options.resend ?? true, price: free },
    campaign: {
      networks: [{ name: 'mastodon', postsPerDay: 5, spacing: minutes(60) }],
      quietHours: { start: 1_380, end: 420 },
      ...options.campaign,
    },
  });
  let partners: Partners | undefined = {
    perDay: options.perDay ?? 6,
    partners: options.partners ?? [partnerNamed('keepers')],
  };
  const feeds = new Map<string, PartnerPost[]>();
  /** What stands there now, in place of what was posted. */
  const changed = new Map<string, PartnerPost | 'gone' | 'blocked'>();
  const boosted: { remoteId: string; at: number }[] = [];
  const undone: string[] = [];
  const read: string[] = [];
  let script: Script = () => 'publish';
  let problem: PartnerPage['problem'];
  let failing: Error | undefined;
  s.will((attempt: Attempt) => {
    const told = script(attempt);
    if (!(told instanceof Error) && attempt.with.boost)
      boosted.push({ remoteId: attempt.with.boost.remoteId, at: s.clock.now().epochMilliseconds });
    return told;
  });
  const shown = (one: PartnerPost): PartnerPost => {
    const now = changed.get(one.remoteId);
    return typeof now === 'object' ? now : one;
  };
  const network: Network = {
    ...s.network,
    name: 'mastodon',
    identify: async (handle) =>
      feeds.has(handle) ? { id: `id of ${handle}`, handle, network: 'mastodon' } : undefined,
    partnerPosts: async ({ id }, { cursor, notBefore }) => {
      read.push(id);
      if (failing) throw failing;
      if (problem) return { posts: [], read: 0, problem, ...(cursor === undefined ? {} : { cursor }) };
      const all = [...feeds].find(([handle]) => id === `id of ${handle}`)?.[1] ?? [];
      const out = all.filter(({ at }) => Temporal.Instant.compare(at, s.clock.now()) <= 0);
      const from = cursor === undefined ? 0 : Number(cursor);
      const posts = out.slice(from, from + 40).filter(({ at }) => Temporal.Instant.compare(at, notBefore) >= 0);
      const next = Math.min(out.length, from + 40);
      return { posts: posts.map(shown), cursor: String(next), more: next < out.length, read: posts.length };
    },
    look: async (remoteId) => {
      if (failing) throw failing;
      const now = changed.get(remoteId);
      if (now === 'gone' || now === 'blocked') return { kind: now, remoteId };
      const post = [...feeds.values()].flat().find((one) => one.remoteId === remoteId);
      if (!post) return { kind: 'gone', remoteId };
      const ours = boosted.some((one) => one.remoteId === remoteId) && !undone.includes(remoteId);
      return { kind: 'post', post: { boostedByUs: ours, ...shown(post) } };
    },
    unboost: async ({ subject }) => {
      undone.push(subject.remoteId);
    },
    recall: async (attempt, _): Promise<Recall> => {
      const at = boosted.findIndex((one) => one.remoteId === attempt.with.boost?.remoteId);
      const receipt = { remoteId: `boost ${at}`, url: 'https://social.example/boost', at: s.clock.now() };
      if (at >= 0) return { kind: 'found', receipt };
      return { kind: 'absent', resend: options.resend ?? true, why: 'it does not show it' };
    },
  };
  const queue: string[] = [];
  const boosting: Boosting = {
    ...s.p,
    live: false,
    networks: new Map([['mastodon', network]]),
    candidates: candidates(s.store.db),
    partners: async () => partners,
    plannedOnX: async () => [],
    lead: async () => true,
    queues: { wake: async (wakes) => void queue.push(...wakes.map(({ delivery }) => delivery)) },
  };
  const p: Publishing = { ...s.p, live: false, networks: boosting.networks, boosts: boosting };
  let posts = 0;
  return {
    ...s,
    p,
    boosting,
    queue,
    boosted,
    undone,
    read,
    will: (next: Script) => {
      script = next;
    },
    fail: (error: Error | undefined) => {
      failing = error;
    },
    trouble: (with_: PartnerPage['problem']) => {
      problem = with_;
    },
    change: (post: PartnerPost, to: Partial<PartnerPost> | 'gone' | 'blocked') =>
      void changed.set(post.remoteId, typeof to === 'string' ? to : { ...post, ...to }),
    agree: (next: Partners | undefined) => {
      partners = next;
    },
    partners: () => partners!,
    all: (): PartnerPost[] => [...feeds.values()].flat(),
    /** A partner posts at this moment. */
    posts: (partner: string, more: Partial<PartnerPost> = {}): PartnerPost => {
      posts += 1;
      const handle = `${partner}@social.example`;
      const post: PartnerPost = {
        network: 'mastodon',
        remoteId: String(posts),
        url: `https://social.example/@${partner}/${posts}`,
        at: s.clock.now(),
        langs: ['en'],
        text: 'Light a lamp for the six. #StandWithThe6',
        tags: [],
        kind: 'original',
        sensitive: false,
        media: [],
        more: [],
        counts: { likes: 1, boosts: 1, replies: 0 },
        visibility: 'public',
        author: { id: `id of ${handle}`, handle },
        ...more,
      };
      feeds.set(handle, [...(feeds.get(handle) ?? []), post]);
      return post;
    },
    join: (partner: string) => void feeds.set(`${partner}@social.example`, []),
    wait: (duration: Temporal.Duration) => s.clock.set(s.clock.now().add(duration)),
    tick: async () => void (await boost(boosting)()),
    /** Workers take everything that was woken. */
    work: async (by: Partial<Publishing> = {}) => {
      for (const delivery of queue.splice(0)) await publish({ ...p, ...by })({ delivery: delivery as never });
    },
    candidate: async (post: PartnerPost) => boosting.candidates.get(candidateId(post)),
    reason: async (post: PartnerPost) => (await boosting.candidates.get(candidateId(post)))?.reason,
    state: async (post: PartnerPost) => (await boosting.candidates.get(candidateId(post)))?.state,
  };
};

export type BoostingStage = Awaited<ReturnType<typeof boostingStage>>;
