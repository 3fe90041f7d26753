import { describe, expect, it } from 'vitest';
import { Ambiguous, Blocked, Rejected, Throttled } from '../../src/errors.ts';
import { openFediverse } from '../../src/rehearsal/mastodon/fediverse.ts';
import { type LocalMastodonOptions, startLocalMastodon } from '../../src/rehearsal/mastodon/server.ts';
import { boostAttempt, noon, partnerWorld, refOf } from './boosting.ts';
import { answer, soon, attempt as toPublish, world } from './mastodon-world.ts';

const scopes = ['write:statuses', 'write:media', 'read:accounts', 'read:statuses', 'read:search'];

const partnered = async (
  doing: Parameters<typeof partnerWorld>[1] = [{ kind: 'post', in: -1 }],
  options: Partial<LocalMastodonOptions> = {},
) => {
  const w = await world({ public: partnerWorld('mastodon', doing), ...options });
  w.local.advance(noon);
  const partner = await w.network.identify(`partner@${new URL(w.local.url).host}`, soon());
  if (!partner) throw new Error('nobody there');
  const { posts } = await w.network.partnerPosts(partner, { notBefore: noon.subtract({ hours: 1 }) }, soon());
  const pass = (minutes: number) => {
    w.pass({ minutes });
    w.local.advance(noon.add({ minutes }));
  };
  return { ...w, partner, posts, post: posts[0]!, pass };
};

describe('boosting on Mastodon', () => {
  it('has the id of our own status for a receipt, and the address of the post', async () => {
    await using w = await partnered();
    const receipt = await w.network.publish(boostAttempt(w.network, refOf(w.post)), soon());
    expect(receipt.remoteId).not.toBe(w.post.remoteId);
    expect(receipt).toMatchObject({ remoteId: w.local.boosts()[0]?.id, url: w.post.url, at: noon });
  });

  it('finds its boost among hundreds of posts of ours', async () => {
    await using w = await partnered();
    const first = await w.network.publish(boostAttempt(w.network, refOf(w.post)), soon());
    for (let n = 0; n < 45; n += 1) await w.network.publish(toPublish(`Post ${n}.`), soon());
    const again = boostAttempt(w.network, refOf(w.post));
    expect(await w.network.recall(again, soon())).toMatchObject({ kind: 'found', receipt: first });
    expect(await w.network.publish(again, soon())).toEqual(first);
  });

  it('is ambiguous when the answer holds another status', async () => {
    await using w = await partnered();
    const body = JSON.stringify({ id: '1', created_at: noon.toString(), reblog: { id: '2' } });
    w.fail(`/api/v1/statuses/${w.post.remoteId}/reblog`, { when: 'after', what: answer(200, body) });
    await expect(w.network.publish(boostAttempt(w.network, refOf(w.post)), soon())).rejects.toBeInstanceOf(Ambiguous);
  });

  const refusals: readonly (readonly [string, number, string, new (...words: never[]) => Error])[] = [
    ['a post that may not be boosted', 403, 'This action is not allowed', Rejected],
    ['a locked account', 403, 'Your login is currently disabled', Blocked],
    ['a token without the scope', 403, 'This action is outside the authorized scopes', Blocked],
    ['a post that went away meanwhile', 404, 'Record not found', Rejected],
  ];
  it.each(refusals)('knows that %s is refused', async (_what, status, words, fate) => {
    await using w = await partnered();
    const path = `/api/v1/statuses/${w.post.remoteId}/reblog`;
    w.fail(path, { when: 'before', what: answer(status, JSON.stringify({ error: words })) });
    const thrown = await w.network.publish(boostAttempt(w.network, refOf(w.post)), soon()).catch((e: unknown) => e);
    expect(thrown).toBeInstanceOf(fate);
  });

  it('shares its limit with posts', async () => {
    await using w = await partnered([
      { kind: 'post', in: -2 },
      { kind: 'post', in: -1 },
    ]);
    // Every other request counts as well, of which 300 are allowed in five minutes.
    for (let n = 0; n < 299; n += 1) {
      if (n % 100 === 0) w.pass(n / 100 + 6 * (n / 100));
      await w.network.publish(toPublish(`Post ${n}.`), soon());
    }
    await w.network.publish(boostAttempt(w.network, refOf(w.posts[0]!)), soon());
    const thrown = await w.network.publish(boostAttempt(w.network, refOf(w.posts[1]!)), soon()).catch((e) => e);
    expect(thrown).toBeInstanceOf(Throttled);
  });

  it('says where a partner has moved to', async () => {
    await using w = await partnered([
      { kind: 'post', in: -1 },
      { kind: 'moves', to: '@partner@new.test', in: 5 },
    ]);
    w.pass(70);
    const page = await w.network.partnerPosts(w.partner, { cursor: 'kept', notBefore: noon }, soon());
    expect(page).toMatchObject({ posts: [], cursor: 'kept', problem: { kind: 'moved' } });
    expect(page.problem?.words).toContain('partner@new.test');
  });

  it.each([
    ['which may ask', [...scopes, 'read:follows'], 'blocks us'],
    ['which may not', scopes, undefined],
  ] as const)('tells by a token %s whether the partner blocks us', async (_what, granted, kind) => {
    await using w = await partnered(
      [
        { kind: 'post', in: -1 },
        { kind: 'blocks us', in: 5 },
      ],
      { scopes: granted },
    );
    w.pass(70);
    const page = await w.network.partnerPosts(w.partner, { notBefore: noon }, soon());
    expect(page.posts).toEqual([]);
    expect(page.problem?.kind).toBe(kind);
    expect(w.local.complaints()).toEqual([]);
  });

  it('asks about the account itself once an hour, and for its posts every time', async () => {
    await using w = await partnered();
    const about = () => w.seen.filter(({ path }) => path === `/api/v1/accounts/${w.partner.id}`).length;
    for (const minutes of [1, 20, 50]) {
      w.pass(minutes);
      await w.network.partnerPosts(w.partner, { notBefore: noon }, soon());
    }
    expect(about()).toBe(2);
  });

  it('reads the posts of an account elsewhere that came to our server, late ones too', async () => {
    const late = Temporal.Duration.from({ minutes: 20 });
    const given = partnerWorld(
      'mastodon',
      Array.from({ length: 8 }, (_, n) => ({ kind: 'post' as const, in: n * 3 })),
    );
    const abroad = given.people.map((person) => ({ ...person, home: 'there' }));
    await using w = await world({ public: { ...given, people: abroad }, lateness: late });
    w.pass({ minutes: 60 });
    w.local.advance(noon.add({ minutes: 60 }));
    const partner = await w.network.identify('partner@there.test', soon());
    const page = await w.network.partnerPosts(partner!, { notBefore: noon.subtract({ hours: 1 }) }, soon());
    expect(page.posts).toHaveLength(8);
    expect(page.posts.every(({ author }) => author.handle === 'partner@there.test')).toBe(true);
    const receipt = await w.network.publish(boostAttempt(w.network, refOf(page.posts[0]!), noon), soon());
    expect(receipt.url).toMatch(/^https:\/\/there\.test\/@partner\//);
  });

  /** Two servers that federate: the partner lives on the other one, and nobody on ours follows it. */
  const apart = async (open: boolean, posts = 16) => {
    const doing = Array.from({ length: posts }, (_, n) => ({ kind: 'post' as const, in: -59 + (n * 58) / posts }));
    const given = partnerWorld('mastodon', doing);
    const people = given.people.map(({ partner, ...person }) => ({ ...person, home: 'there' }));
    const fediverse = openFediverse();
    const there = await startLocalMastodon({
      ...{ now: () => noon, public: { ...given, people }, fediverse, home: 'there' },
      ...(open ? {} : { faults: () => ({ when: 'before', what: answer(401, '{"error":"not for strangers"}') }) }),
    });
    const w = await world({ public: { ...given, people }, fediverse });
    for (const { advance } of [there, w.local]) advance(noon);
    const partner = (await w.network.identify(`partner@${new URL(there.url).host}`, soon()))!;
    return {
      ...{ w, there, partner },
      read: (cursor?: string) =>
        w.network.partnerPosts(
          partner,
          { notBefore: noon.subtract({ hours: 1 }), ...(cursor ? { cursor } : {}) },
          soon(),
        ),
      [Symbol.asyncDispose]: async () => {
        await w[Symbol.asyncDispose]();
        await there[Symbol.asyncDispose]();
      },
    };
  };

  it('has our server fetch what only the partner’s own server shows, once, and boosts that', async () => {
    await using s = await apart(true);
    const { posts, cursor } = await s.read();
    expect(posts).toHaveLength(16);
    expect(new Set(posts.map(({ remoteId }) => remoteId)).size).toBe(16);
    expect(posts).toEqual(posts.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at)));
    const searches = () => s.w.seen.filter(({ path }) => path === '/api/v2/search').length;
    const before = searches();
    await s.read(cursor);
    expect(searches()).toBe(before);
    for (const post of posts) await s.w.network.publish(boostAttempt(s.w.network, refOf(post)), soon());
    expect(s.w.local.boosts()).toHaveLength(16);
    expect([...s.w.local.complaints(), ...s.there.complaints()]).toEqual([]);
  });

  it('has our server fetch no more than thirty posts at once, and the others next time', async () => {
    await using s = await apart(true, 190);
    const first = await s.read();
    const second = await s.read(first.cursor);
    const ids = [...first.posts, ...second.posts].map(({ remoteId }) => remoteId);
    expect(first.posts.length).toBeLessThan(190);
    expect(new Set(ids).size).toBe(190);
  });

  it('is content with what came to our server where the partner’s shows nothing to strangers', async () => {
    await using s = await apart(false);
    const { posts, problem } = await s.read();
    expect(problem).toBeUndefined();
    expect(posts.length).toBeGreaterThan(5);
    expect(posts.length).toBeLessThan(16);
  });
});
