import { describe, expect, it } from 'vitest';
import { type ClockReading, realNow } from '../../src/clock.ts';
import type { LocalPost, LocalRequest } from '../../src/rehearsal/local.ts';
import { breaches } from '../../src/rehearsal/run/breaches.ts';
import { drive } from '../../src/rehearsal/run/drive.ts';
import { killPlan } from '../../src/rehearsal/run/kill-plan.ts';
import { openWitness } from '../../src/rehearsal/run/witness.ts';
import { sights, watchStore } from '../../src/store/rehearsal-watch.ts';
import { openStore } from '../../src/store/store.ts';

/* The proof can fail: what a stormy rehearsal looks at besides counting posts, shown a broken protocol. */

const HOUR = 3_600_000;

describe('the watch that a rehearsal’s store keeps', () => {
  const withDelivery = async (more: { state: 'queued' | 'attempting'; by?: string; until?: number }) => {
    const store = await openStore(':memory:');
    await watchStore(store.db);
    const row = { message: 'a', lang: 'en', network: 'x', slot_at: 0, text_hash: '', tries: 0 } as const;
    await store.db
      .insertInto('delivery')
      .values({
        ...row,
        id: 'd1',
        state: more.state,
        lease_by: more.by ?? null,
        lease_until_real: more.until ?? null,
      })
      .execute();
    const take = (by: string) =>
      store.db
        .updateTable('delivery')
        .set({ state: 'attempting', lease_by: by, lease_until_real: realNow() + HOUR })
        .where('id', '=', 'd1')
        .execute();
    const begin = (outcome: 'throttled' | null) =>
      store.db
        .insertInto('attempt')
        .values({
          ...{ delivery: 'd1', step: 0, text: 't', lang: 'en', hash: '', key: '', created_at: 0, outcome },
          ...{ accompaniment: '{}', looks: 0 },
        })
        .execute();
    return { store, take, begin, seen: async () => (await sights(store.db)).map(({ words }) => words) };
  };

  const claims = [
    ['one that nobody holds', { state: 'queued' as const }, []],
    ['one whose lease ran out', { state: 'attempting' as const, by: 'a-1-x', until: realNow() - HOUR }, []],
    [
      'one that another worker holds',
      { state: 'attempting' as const, by: 'a-1-x', until: realNow() + HOUR },
      ['b-2-y took it while a-1-x held it'],
    ],
  ] as const;
  it.each(claims)('says of a claim of %s what it saw', async (_, before, words) => {
    const { store, take, seen } = await withDelivery(before);
    await take('b-2-y');
    expect(await seen()).toEqual(words);
    await store[Symbol.asyncDispose]();
  });

  it('lets a worker renew its own lease', async () => {
    const { store, take, seen } = await withDelivery({ state: 'attempting', by: 'a-1-x', until: realNow() + HOUR });
    await take('a-1-x');
    expect(await seen()).toEqual([]);
    await store[Symbol.asyncDispose]();
  });

  it('sees a second attempt that is begun while the first has no answer, and none after one that was refused', async () => {
    const { store, begin, seen } = await withDelivery({ state: 'queued' });
    await begin('throttled');
    await begin(null);
    expect(await seen()).toEqual([]);
    await begin(null);
    expect(await seen()).toEqual(['a second attempt at step 0 was begun while the first had no answer']);
    await store[Symbol.asyncDispose]();
  });
});

describe('the witness at the networks’ door', () => {
  const request = (method: string, target: string, body?: unknown, headers = {}): LocalRequest => {
    const { pathname, searchParams } = new URL(target, 'http://127.0.0.1');
    return { method, path: pathname, query: searchParams, headers, text: JSON.stringify(body ?? {}) };
  };
  const put = request('POST', '/xrpc/com.atproto.repo.putRecord', { rkey: 'k', record: { text: 'hello' } });
  const status = request('POST', '/api/v1/statuses', { status: 'hello' }, { 'idempotency-key': 'k' });
  const tweet = request('POST', '/2/tweets', { text: 'hello' });
  const looked = {
    bluesky: request('GET', '/xrpc/com.atproto.repo.getRecord?rkey=k'),
    mastodon: request('GET', '/api/v1/accounts/1/statuses'),
    x: request('GET', '/2/users/1/tweets'),
  };
  const post = { id: '1', url: '', text: 'hello', langs: ['en'], at: Temporal.Instant.fromEpochMilliseconds(0) };
  const open = () => {
    let now = 0;
    const posts: LocalPost[] = [];
    const witness = openWitness(
      () => now,
      () => posts,
    );
    return { ...witness, posts, later: (milliseconds: number) => (now += milliseconds) };
  };

  const networks = [
    ['bluesky', put],
    ['mastodon', status],
    ['x', tweet],
  ] as const;
  describe.each(networks)('of %s', (network, sending) => {
    it('notes that what is out already was sent again unasked', () => {
      const { saw, posts, sentAgain } = open();
      saw(network, sending, undefined);
      posts.push(post);
      saw(network, sending, undefined);
      expect(sentAgain()).toEqual([{ network, text: 'hello' }]);
    });
    it('has nothing against it when it was looked for, unless the look was spoilt', () => {
      for (const fault of [undefined, { when: 'after', what: { kind: 'close' } } as const]) {
        const { saw, posts, sentAgain } = open();
        saw(network, sending, undefined);
        posts.push(post);
        saw(network, looked[network], fault);
        saw(network, sending, undefined);
        expect(sentAgain()).toHaveLength(fault ? 1 : 0);
      }
    });
    it('has nothing against sending again what never arrived', () => {
      const { saw, posts, sentAgain } = open();
      posts.push({ ...post, id: 'of another day' });
      saw(network, sending, undefined);
      saw(network, sending, undefined);
      expect(sentAgain()).toEqual([]);
    });
  });

  it('takes the same words on X a day later for another post', () => {
    const { saw, posts, sentAgain, later } = open();
    saw('x', tweet, undefined);
    posts.push(post);
    later(24 * HOUR);
    saw('x', tweet, undefined);
    expect(sentAgain()).toEqual([]);
  });
});

describe('the end of a stormy rehearsal', () => {
  it('tells of each delivery once how its protocol was broken', () => {
    const sight = { delivery: 'd1', network: 'x', words: 'b took it while a held it' } as const;
    const wrong = breaches([], [sight, { ...sight, words: 'again' }], [{ network: 'bluesky', text: 'hello' }]);
    expect(wrong.map(({ network, about }) => `${network} ${about}`)).toEqual([
      'bluesky a post that was out already was sent again, and nobody had looked whether it was',
      'x d1: b took it while a held it',
    ]);
  });

  it('comes also when nothing ends any more', async () => {
    let reading: ClockReading = { virtual: 0, real: realNow(), speed: 60 };
    const signal = AbortSignal.timeout(30_000);
    const ended = await drive({
      pulse: async () => ({ unfinished: 3, claimed: 0, next: HOUR, waitingReal: 0, undecided: 0, decide: undefined }),
      clock: { read: () => reading, set: (next) => (reading = next) },
      tick: async () => undefined,
      watch: async () => undefined,
      signal,
      patience: { milliseconds: 50, looks: 5 },
    });
    expect(ended).toBe(false);
    expect(signal.aborted).toBe(false);
  });

  it('finds at least 100 workers killed in 500 deliveries, at every point and on every network', () => {
    const networks = ['bluesky', 'mastodon', 'x'] as const;
    const victims = Array.from({ length: 500 }, (_, i) => ({
      ...{ id: `d${i}`, network: networks[i % 3]!, at: Math.floor(i / 3) * HOUR, posts: 1, pictures: 0 },
    }));
    for (const seed of [1, 2, 3]) {
      const kills = killPlan(victims, seed);
      expect(kills.length).toBeGreaterThanOrEqual(110);
      expect(new Set(kills.map(({ point, network }) => `${point} ${network}`)).size).toBe(15);
    }
  });
});
