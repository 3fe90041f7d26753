import { describe, expect, it } from 'vitest';
import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import type { Attempt, DeliveryId, NetworkName, PartnerPost, RemoteRef } from '../../src/model.ts';
import type { Network } from '../../src/network/network.ts';
import type { Fault, LocalNetwork } from '../../src/rehearsal/local.ts';
import type { Deed } from '../../src/rehearsal/public/deeds.ts';
import { type Public, publicOf } from '../../src/rehearsal/public/public.ts';

/*
 * What every adapter does about the posts of others: the part of the contract that is about boosting. There is one partner, and it does what
 * the test says.
 */

export const noon = Temporal.Instant.from('2026-11-29T12:00:00Z');
export const soon = () => AbortSignal.timeout(20_000);

export const handles: Readonly<Record<NetworkName, string>> = {
  bluesky: 'partner.test',
  mastodon: 'partner@here',
  x: 'partner_org',
};

type Doing = Deed extends infer D ? (D extends Deed ? Omit<D, 'at' | 'on'> & { readonly in: number } : never) : never;

/** A public of nobody but one partner. `in`: minutes after noon. */
export const partnerWorld = (on: NetworkName, doing: readonly Doing[]): Public =>
  publicOf({
    ...{ seed: 5, hashtag: 'StandWithThe6', authors: 0, postsPerDay: 0, timeZone: 'Asia/Hebron' },
    ...{ from: noon.subtract({ hours: 1 }), to: noon.add({ hours: 72 }) },
    partners: [
      {
        id: 'partner',
        accounts: { [on]: handles[on] },
        deeds: doing.map(
          ({ in: minutes, ...deed }) => ({ ...deed, on, at: noon.add({ seconds: Math.round(minutes * 60) }) }) as Deed,
        ),
      },
    ],
  });

let count = 0;
export const boostAttempt = (network: Network, boost: RemoteRef, at = noon): Attempt => {
  count += 1;
  const delivery = `b0057${String(count).padStart(11, '0')}` as DeliveryId;
  const key = network.key({ id: delivery, at: at.subtract({ minutes: count }) }, 0);
  return { id: count, delivery, step: 0, text: '', lang: 'en', hash: '', key, createdAt: at, with: { boost } };
};

export const refOf = ({ remoteId, version }: PartnerPost): RemoteRef => ({ remoteId, ...(version ? { version } : {}) });

type Subject = AsyncDisposable & { readonly local: LocalNetwork; readonly network: Network };

export type Boosting = {
  readonly start: (options: {
    now: () => Temporal.Instant;
    faults: (request: { readonly method: string; readonly path: string }) => Fault | undefined;
    public: Public;
  }) => Promise<Subject>;
  readonly boosts: (request: { readonly method: string; readonly path: string }) => boolean;
  readonly throttled: Fault;
};

export const boosting = (name: NetworkName, { start, boosts, throttled }: Boosting): void => {
  const stage = async (doing: readonly Doing[]) => {
    let time = noon;
    let planned: Fault | undefined;
    const subject = await start({
      now: () => time,
      faults: (request) => {
        if (!boosts(request)) return undefined;
        const fault = planned;
        planned = undefined;
        return fault;
      },
      public: partnerWorld(name, doing),
    });
    const { local, network } = subject;
    const handle = name === 'mastodon' ? `partner@${new URL(local.url).host}` : handles[name];
    const account = async () => {
      local.advance(time);
      const found = await network.identify(handle, soon());
      if (!found) throw new Error('the partner is not there');
      return found;
    };
    return {
      local,
      network,
      account,
      posts: async (cursor?: string) =>
        network.partnerPosts(
          await account(),
          { ...(cursor ? { cursor } : {}), notBefore: noon.subtract({ hours: 1 }) },
          soon(),
        ),
      /** The partner's newest post, at that minute. */
      newest: async () => {
        const { posts } = await network.partnerPosts(
          await account(),
          { notBefore: noon.subtract({ hours: 1 }) },
          soon(),
        );
        const newest = posts.at(-1);
        if (!newest) throw new Error('the partner has posted nothing');
        return newest;
      },
      at: (minutes: number) => {
        time = noon.add({ minutes });
      },
      failNext: (fault: Fault) => {
        planned = fault;
      },
      now: () => time,
      [Symbol.asyncDispose]: () => subject[Symbol.asyncDispose](),
    };
  };
  const post = { kind: 'post', in: 1 } as const;
  const lost: Fault = { when: 'after', what: { kind: 'close' } };

  describe(`${name}: what every network's adapter does about others' posts`, () => {
    it('reads what a partner has posted, oldest first, and goes on where it stopped', async () => {
      await using s = await stage([
        { kind: 'post', in: 1, text: 'First of all. #StandWithThe6' },
        { kind: 'post', in: 2, text: 'وثانيا #StandWithThe6', lang: 'ar' },
        { kind: 'post', in: 300, text: 'Much later. #StandWithThe6' },
      ]);
      s.at(5);
      const first = await s.posts();
      expect(first.posts.map(({ text }) => text)).toEqual(['First of all. #StandWithThe6', 'وثانيا #StandWithThe6']);
      expect(first.posts.map(({ kind, network }) => [kind, network])).toEqual(Array(2).fill(['original', name]));
      expect(first.posts[1]?.langs).toEqual(['ar']);
      const { id } = await s.account();
      expect(first.posts.map(({ author }) => author.id)).toEqual([id, id]);
      expect(first.cursor).toBeDefined();
      s.at(305);
      const second = await s.posts(first.cursor);
      expect(second.posts.at(-1)?.text).toBe('Much later. #StandWithThe6');
      // Posts may come again, the old ones not for ever; and what costs money only once.
      const third = await s.posts(second.cursor);
      const again = name === 'x' ? [] : ['Much later. #StandWithThe6'];
      expect(third.posts.map(({ text }) => text)).toEqual(again);
      if (name === 'x') expect(second.posts).toHaveLength(1);
      expect(s.local.complaints()).toEqual([]);
    });

    it('misses nothing of a burst, however many calls it takes', async () => {
      await using s = await stage([{ kind: 'burst', in: 10, posts: 50, seconds: 60 }]);
      s.at(5);
      let page = await s.posts();
      s.at(15);
      const seen = new Set<string>();
      for (let calls = 0; calls < 12; calls += 1) {
        page = await s.posts(page.cursor);
        for (const { remoteId } of page.posts) seen.add(remoteId);
        if (!page.more) break;
      }
      expect(seen.size).toBe(50);
      expect(s.local.complaints()).toEqual([]);
    });

    it('boosts a post once, and the same attempt again is the same boost', async () => {
      await using s = await stage([post]);
      s.at(5);
      const found = await s.newest();
      const attempt = boostAttempt(s.network, refOf(found), s.now());
      const receipt = await s.network.publish(attempt, soon());
      expect(receipt.url).toMatch(/^https?:\/\//);
      expect((await s.network.publish(attempt, soon())).remoteId).toBe(receipt.remoteId);
      expect(s.local.boosts().map(({ of }) => of)).toEqual([found.remoteId]);
      expect(s.local.posts()).toEqual([]);
      expect(s.local.complaints()).toEqual([]);
      const look = await s.network.look(found.remoteId, soon());
      if (look.kind !== 'post') throw new Error(look.kind);
      expect(look.post.counts.boosts).toBe((found.counts.boosts ?? 0) + 1);
      expect(look.post.boostedByUs).toBe(name === 'x' ? undefined : true);
    });

    it('finds a boost whose answer was lost, and does not boost again', async () => {
      await using s = await stage([post]);
      s.at(5);
      const found = await s.newest();
      const attempt = boostAttempt(s.network, refOf(found), s.now());
      s.failNext(lost);
      await expect(s.network.publish(attempt, soon())).rejects.toBeInstanceOf(Ambiguous);
      const recall = await s.network.recall(attempt, soon());
      if (recall.kind !== 'found') throw new Error(recall.why);
      const [made] = s.local.boosts();
      expect(recall.receipt.remoteId).toBe(name === 'x' ? found.remoteId : made?.id);
      expect(s.local.boosts()).toHaveLength(1);
      expect(s.local.complaints()).toEqual([]);
    });

    it('does not find a boost that never arrived, and takes no other one for it', async () => {
      await using s = await stage([post, { kind: 'post', in: 2 }]);
      s.at(5);
      const [other, found] = (await s.posts()).posts as [PartnerPost, PartnerPost];
      await s.network.publish(boostAttempt(s.network, refOf(other), s.now()), soon());
      const attempt = boostAttempt(s.network, refOf(found), s.now());
      s.failNext({ when: 'before', what: { kind: 'close' } });
      await expect(s.network.publish(attempt, soon())).rejects.toBeInstanceOf(Ambiguous);
      const recall = await s.network.recall(attempt, soon());
      if (recall.kind !== 'absent') throw new Error('found what was never there');
      expect(recall.resend).toBe(name !== 'x');
      if (recall.resend) await s.network.publish(attempt, soon());
      expect(s.local.boosts()).toHaveLength(recall.resend ? 2 : 1);
    });

    it('takes the boost that a person made before for its receipt', async () => {
      await using s = await stage([post]);
      s.at(5);
      const found = await s.newest();
      const byHand = await s.network.publish(boostAttempt(s.network, refOf(found), s.now()), soon());
      s.at(60);
      const receipt = await s.network.publish(boostAttempt(s.network, refOf(found), s.now()), soon());
      expect(receipt.remoteId).toBe(byHand.remoteId);
      expect(s.local.boosts()).toHaveLength(1);
      expect(s.local.complaints()).toEqual([]);
    });

    it('undoes a boost, is content with one that is undone, and can boost anew afterwards', async () => {
      await using s = await stage([post]);
      s.at(5);
      const subject = refOf(await s.newest());
      const { remoteId } = await s.network.publish(boostAttempt(s.network, subject, s.now()), soon());
      await s.network.unboost({ subject, remoteId }, soon());
      await s.network.unboost({ subject, remoteId }, soon());
      expect(s.local.boosts()).toEqual([]);
      await s.network.publish(boostAttempt(s.network, subject, s.now()), soon());
      expect(s.local.boosts()).toHaveLength(1);
      expect(s.local.complaints()).toEqual([]);
    });

    it('undoes a boost whose receipt holds the post’s own address, as a person who settled it may have named it', async () => {
      await using s = await stage([post, { kind: 'post', in: 2 }]);
      s.at(5);
      const [other, found] = (await s.posts()).posts as [PartnerPost, PartnerPost];
      for (const one of [other, found]) await s.network.publish(boostAttempt(s.network, refOf(one), s.now()), soon());
      await s.network.unboost({ subject: refOf(found), remoteId: found.remoteId }, soon());
      expect(s.local.boosts().map(({ of }) => of)).toEqual([other.remoteId]);
      expect(s.local.complaints()).toEqual([]);
    });

    it('sees that a post is gone, refuses to boost it, and undoes its boost', async () => {
      await using s = await stage([{ ...post, deletedAfter: 600 }]);
      s.at(5);
      const found = await s.newest();
      const { remoteId } = await s.network.publish(boostAttempt(s.network, refOf(found), s.now()), soon());
      s.at(20);
      expect(await s.network.look(found.remoteId, soon())).toEqual({ kind: 'gone', remoteId: found.remoteId });
      const late = boostAttempt(s.network, refOf(found), s.now());
      await expect(s.network.publish(late, soon())).rejects.toBeInstanceOf(Rejected);
      await s.network.unboost({ subject: refOf(found), remoteId }, soon());
      expect(s.local.boosts()).toEqual([]);
    });

    it('sees that a post has become sensitive', async () => {
      await using s = await stage([{ ...post, sensitiveAfter: 600 }]);
      s.at(5);
      const found = await s.newest();
      expect(found.sensitive).toBe(false);
      s.at(20);
      expect(await s.network.look(found.remoteId, soon())).toMatchObject({ kind: 'post', post: { sensitive: true } });
    });

    it.skipIf(name === 'x')('sees that a post was edited', async () => {
      await using s = await stage([{ ...post, editedAfter: 600, thenSays: 'Something else.' }]);
      s.at(5);
      const found = await s.newest();
      s.at(20);
      const look = await s.network.look(found.remoteId, soon());
      expect(look).toMatchObject({ kind: 'post', post: { text: 'Something else.' } });
      if (look.kind === 'post') {
        expect([look.post.version, look.post.editedAt]).not.toEqual([found.version, found.editedAt]);
      }
    });

    it('learns that the author has blocked us, and boosts nothing of theirs', async () => {
      await using s = await stage([post, { kind: 'blocks us', in: 10 }]);
      s.at(5);
      const [found, account] = [await s.newest(), await s.account()];
      s.at(90);
      s.local.advance(s.now());
      expect((await s.network.look(found.remoteId, soon())).kind).toBe(name === 'bluesky' ? 'blocked' : 'gone');
      const page = await s.network.partnerPosts(account, { notBefore: noon }, soon());
      expect(page.posts).toEqual([]);
      const attempt = boostAttempt(s.network, refOf(found), s.now());
      await expect(s.network.publish(attempt, soon())).rejects.toBeInstanceOf(Rejected);
      expect(s.local.boosts()).toEqual([]);
    });

    it.each(['is suspended', 'leaves'] as const)('says in words when the account %s', async (kind) => {
      await using s = await stage([post, { kind, in: 10 }]);
      s.at(5);
      const account = await s.account();
      s.at(90);
      const page = await s.network.partnerPosts(account, { cursor: '7', notBefore: noon }, soon());
      expect(page).toMatchObject({ posts: [], cursor: '7', problem: { words: expect.stringContaining('partner') } });
      if (kind === 'is suspended') expect(page.problem?.kind).toBe('suspended');
      else expect(page.problem?.kind).toMatch(name === 'bluesky' ? /gone|suspended/ : /gone/);
    });

    it.each<[string, Fault['what'], new (...words: never[]) => Error]>([
      ['a 500', { kind: 'answer', status: 500, body: '{"error":"InternalServerError"}' }, Ambiguous],
      ['a 402', { kind: 'answer', status: 402, body: '{"title":"CreditsDepleted"}' }, Blocked],
    ])('knows what %s to a boost means', async (_what, what, fate) => {
      await using s = await stage([post]);
      s.at(5);
      const attempt = boostAttempt(s.network, refOf(await s.newest()), s.now());
      s.failNext({ when: 'before', what });
      await expect(s.network.publish(attempt, soon())).rejects.toBeInstanceOf(fate);
    });

    it('waits with a boost until the moment that the network names', async () => {
      await using s = await stage([post]);
      s.at(5);
      const attempt = boostAttempt(s.network, refOf(await s.newest()), s.now());
      s.failNext(throttled);
      const thrown = await s.network.publish(attempt, soon()).catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(Throttled);
      expect((thrown as Throttled).until.toString()).toBe('2026-11-29T12:15:00Z');
    });

    it('knows that nothing was boosted when nobody listens', async () => {
      const s = await stage([post]);
      const attempt = boostAttempt(s.network, { remoteId: name === 'bluesky' ? 'at://did:plc:a/b/c' : '123' }, noon);
      await s[Symbol.asyncDispose]();
      await expect(s.network.publish(attempt, soon())).rejects.toBeInstanceOf(Unreachable);
    });

    it('names what boosting and looking cost', async () => {
      await using s = await stage([]);
      const { boost, look, partnerPosts, partnerPage } = s.network.price;
      const paid = name === 'x';
      expect([boost, look, partnerPosts(10), partnerPage]).toEqual(paid ? [0.015, 0.005, 0.05, 20] : [0, 0, 0, 0]);
    });
  });
};
