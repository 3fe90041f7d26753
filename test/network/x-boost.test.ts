import { describe, expect, it } from 'vitest';
import { Blocked, Rejected, Throttled } from '../../src/errors.ts';
import type { LocalXOptions } from '../../src/rehearsal/x/server.ts';
import { boostAttempt, noon, partnerWorld, refOf } from './boosting.ts';
import { bare, json, soon, stage } from './x-stage.ts';

const partnered = async (
  doing: Parameters<typeof partnerWorld>[1] = [{ kind: 'post', in: -1 }],
  options: Partial<LocalXOptions> = {},
) => {
  const s = await stage({ public: partnerWorld('x', doing), ...options });
  s.local.advance(noon);
  const partner = await s.network.identify('partner_org', soon());
  if (!partner) throw new Error('nobody there');
  const read = (cursor?: string) =>
    s.network.partnerPosts(partner, { notBefore: noon.subtract({ hours: 1 }), ...(cursor ? { cursor } : {}) }, soon());
  return { ...s, partner, read };
};

describe.each(['2.159', '2.167'] as const)('boosting on an X of spec %s', (spec) => {
  it('costs what it says: a boost, a look, each post of a partner', async () => {
    await using s = await partnered([{ kind: 'burst', in: -5, posts: 7, seconds: 60 }], { spec });
    const before = s.local.paid();
    const { posts, read } = await s.read();
    const { price } = s.network;
    expect(read).toBe(7);
    expect(s.local.paid() - before).toBeCloseTo(price.partnerPosts(read), 9);
    const [post] = posts;
    const paid = s.local.paid();
    await s.network.look(post!.remoteId, soon());
    expect(s.local.paid() - paid).toBeCloseTo(price.look, 9);
    await s.network.account(soon());
    const known = s.local.paid();
    const attempt = boostAttempt(s.network, refOf(post!));
    await s.network.publish(attempt, soon());
    expect(s.local.paid() - known).toBeCloseTo(price.boost, 9);
    // What is boosted already is not paid for.
    await s.network.publish(attempt, soon());
    expect(s.local.paid() - known).toBeCloseTo(price.boost, 9);
  });

  it('looks for a lost boost at no more than the price of a look for a lost post', async () => {
    await using s = await partnered([{ kind: 'burst', in: -5, posts: 12, seconds: 60 }], { spec });
    const { posts } = await s.read();
    for (const post of posts) await s.network.publish(boostAttempt(s.network, refOf(post)), soon());
    const before = s.local.paid();
    const last = boostAttempt(s.network, refOf(posts.at(-1)!));
    expect(await s.network.recall(last, soon())).toMatchObject({ kind: 'found' });
    expect(s.local.paid() - before).toBeLessThanOrEqual(s.network.price.recall + 1e-9);
    expect(s.local.paid() - before).toBeGreaterThan(0);
  });

  it('reads a burst page by page, each post once, the oldest of a page first', async () => {
    await using s = await partnered([{ kind: 'burst', in: -5, posts: 25, seconds: 60 }], { spec });
    const before = s.local.paid();
    const pages = [await s.read()];
    while (pages.at(-1)?.more) pages.push(await s.read(pages.at(-1)?.cursor));
    expect(pages.map(({ posts }) => posts.length)).toEqual([10, 10, 5]);
    const ids = pages.flatMap(({ posts }) => posts.map(({ remoteId }) => remoteId));
    expect(new Set(ids).size).toBe(25);
    for (const { posts } of pages)
      expect(posts).toEqual(posts.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at)));
    expect(s.local.paid() - before).toBeCloseTo(25 * 0.005, 9);
    // Behind it there is nothing: what was cut does not hide what came first.
    expect(await s.read(pages.at(-1)?.cursor)).toMatchObject({ posts: [], read: 0 });
    expect(s.local.paid() - before).toBeCloseTo(25 * 0.005, 9);
  });

  it('learns by asking once which spec the server keeps to', async () => {
    await using s = await partnered([{ kind: 'post', in: -1 }], { spec });
    const asked = () => s.requests.filter((one) => one.endsWith('/tweets') && one.startsWith('GET')).length;
    await s.read();
    const first = asked();
    await s.read();
    expect([first, asked()]).toEqual(spec === '2.159' ? [2, 3] : [1, 2]);
    expect(s.local.complaints()).toEqual([]);
  });

  it('knows the author of a post that it found at the partner', async () => {
    await using s = await partnered([{ kind: 'post', in: -1 }], { spec });
    const [post] = (await s.read()).posts;
    expect(post?.author).toMatchObject({ id: s.partner.id, handle: 'partner_org' });
    const look = await s.network.look(post!.remoteId, soon());
    expect(look).toMatchObject({ kind: 'post', post: { author: { id: s.partner.id } } });
  });

  it('is told when it boosts too often', async () => {
    await using s = await partnered([{ kind: 'burst', in: -5, posts: 51, seconds: 60 }], { spec });
    const pages = [await s.read()];
    while (pages.at(-1)?.more) pages.push(await s.read(pages.at(-1)?.cursor));
    const posts = pages.flatMap((page) => page.posts);
    for (const post of posts.slice(0, 50)) await s.network.publish(boostAttempt(s.network, refOf(post)), soon());
    const thrown = await s.network.publish(boostAttempt(s.network, refOf(posts[50]!)), soon()).catch((e) => e);
    expect(thrown).toBeInstanceOf(Throttled);
    expect((thrown as Throttled).until.toString()).toBe('2026-11-29T12:15:00Z');
  });

  it.each(['blocks us', 'is suspended', 'leaves'] as const)(
    'says in words what is wrong when the partner %s',
    async (kind) => {
      await using s = await partnered(
        [
          { kind: 'post', in: -1 },
          { kind, in: 5 },
        ],
        { spec },
      );
      s.later({ minutes: 10 });
      const page = await s.read('7');
      const expected = { 'blocks us': 'hidden', 'is suspended': 'suspended', leaves: 'gone' }[kind];
      expect(page).toMatchObject({ posts: [], read: 0, cursor: '7', problem: { kind: expected } });
      expect(page.problem?.words).toContain('partner_org');
    },
  );
});

describe('boosting on X', () => {
  it.each([
    [200, { data: { retweeted: true, rest_id: '77' } }],
    [403, { detail: 'You cannot retweet a Tweet that you have already retweeted.' }],
    [403, { errors: [{ code: 327, message: 'You have already retweeted this Tweet.' }] }],
    [400, { errors: [{ message: 'You have already reposted this Post.' }] }],
  ])('takes %i %j for a receipt', async (status, body) => {
    await using server = await bare((request, response) =>
      request.url?.startsWith('/2/users/me')
        ? json(response, 200, { data: { id: '1', username: 'us', name: 'us' } })
        : json(response, status, body),
    );
    const network = server.at(server.url);
    const receipt = await network.publish(boostAttempt(network, { remoteId: '77' }), soon());
    expect(receipt).toMatchObject({ remoteId: '77', url: 'https://x.com/i/web/status/77' });
  });

  it.each([
    ['gone', 200, { errors: [{ type: 'https://api.x.com/2/problems/resource-not-found' }] }, Rejected],
    ['gone', 404, { title: 'Not Found', detail: 'Not Found' }, Rejected],
    [
      'of somebody who blocks us',
      403,
      { detail: "You have been blocked from retweeting this user's Tweets." },
      Rejected,
    ],
    ['too much for an account that is locked', 403, { detail: 'Your account is temporarily locked.' }, Blocked],
    ['suspected of automation', 403, { errors: [{ code: 226, message: 'This request looks automated.' }] }, Blocked],
  ] as const)('knows what a boost means that is %s', async (_what, status, body, fate) => {
    await using server = await bare((request, response) =>
      request.url?.startsWith('/2/users/me')
        ? json(response, 200, { data: { id: '1', username: 'us', name: 'us' } })
        : json(response, status, body),
    );
    const network = server.at(server.url);
    await expect(network.publish(boostAttempt(network, { remoteId: '77' }), soon())).rejects.toBeInstanceOf(fate);
  });
});
