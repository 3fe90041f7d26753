import { describe, expect, it } from 'vitest';
import { partnerWorld } from '../network/boosting.ts';
import { stage } from './x-stage.ts';

/* What the local X does about boosts, as any client would see it. */

const partnered = async (spec: '2.159' | '2.167' = '2.167', more: Parameters<typeof partnerWorld>[1] = []) => {
  const public_ = partnerWorld('x', [{ kind: 'post', in: -5, text: 'Hear us. #StandWithThe6' }, ...more]);
  const s = await stage({ spec, public: public_ });
  s.local.advance(Temporal.Instant.from('2026-11-29T12:00:00Z'));
  const [{ id = '', author = '' } = {}] = s.local.held();
  const boosts = `/2/users/${s.me}/retweets`;
  const boost = (tweet_id: unknown = id, target = boosts) => s.send({ method: 'POST', target, body: { tweet_id } });
  const undo = () => s.send({ method: 'DELETE', target: `${boosts}/${id}` });
  return { ...s, id, author, boost, undo };
};

describe('boosts on the local X', () => {
  it.each(['2.159', '2.167'] as const)(
    'are in our own timeline under spec %s, unless they are left out',
    async (spec) => {
      await using s = await partnered(spec);
      expect((await s.boost()).status).toBe(200);
      const [name, fields] =
        spec === '2.159' ? ['tweet.fields', 'referenced_tweets'] : ['expansions', 'referenced_posts'];
      const own = await s.get(`/2/users/${s.me}/tweets?${name}=${fields}`);
      expect(own.body.data).toMatchObject([
        { text: 'RT @partner_org: Hear us. #StandWithThe6', [fields]: [{ type: 'retweeted', id: s.id }] },
      ]);
      expect((await s.get(`/2/users/${s.me}/tweets?exclude=retweets`)).body.meta.result_count).toBe(0);
      const counts = spec === '2.159' ? ['tweet.fields', 'retweet_count'] : ['post.fields', 'repost_count'];
      const post = await s.get(`/2/tweets/${s.id}?${counts[0]}=public_metrics`);
      expect(post.body.data.public_metrics[counts[1]!]).toBe(1);
      expect(s.local.complaints()).toEqual([]);
    },
  );

  it('are one for each post, paid for once, and nobody’s mistake when they come twice', async () => {
    await using s = await partnered();
    const before = s.local.paid();
    await s.boost();
    expect((await s.boost()).body.detail).toMatch(/already retweeted/);
    expect(s.local.boosts()).toHaveLength(1);
    expect(s.local.paid() - before).toBeCloseTo(0.015, 9);
    expect((await s.undo()).body).toEqual({ data: { retweeted: false } });
    expect((await s.undo()).status).toBe(200);
    expect(s.local.boosts()).toEqual([]);
    expect(s.local.complaints()).toEqual([]);
  });

  it('are refused to whom the author has blocked', async () => {
    await using s = await partnered('2.167', [{ kind: 'blocks us', in: -1 }]);
    expect((await s.boost()).status).toBe(403);
    const look = await s.get(`/2/tweets?ids=${s.id}`);
    expect(look.body.errors[0].type).toMatch(/not-authorized-for-resource$/);
    expect((await s.get(`/2/users/${s.author}/tweets`)).body.errors[0].type).toMatch(/not-authorized-for-resource$/);
  });

  it.each([
    ['a boost of no post', 7],
    ['a boost without a number', 'x'],
  ])('complains of %s', async (_what, id) => {
    await using s = await partnered();
    expect((await s.boost(id)).status).toBe(400);
    expect(s.local.complaints()).toHaveLength(1);
  });

  it('complains of a boost in the name of another', async () => {
    await using s = await partnered();
    expect((await s.boost(s.id, '/2/users/99/retweets')).status).toBe(400);
    expect(s.local.complaints()).toHaveLength(1);
  });

  it('shares the limit of 300 in three hours with posts', async () => {
    await using s = await partnered();
    for (let n = 0; n < 300; n += 1) {
      if (n % 100 === 0) s.later({ minutes: 16 });
      expect((await s.post(`Post ${n}.`)).status).toBe(201);
    }
    s.later({ minutes: 16 });
    expect((await s.boost()).status).toBe(429);
    s.later({ hours: 3 });
    expect((await s.boost()).status).toBe(200);
  });
});
