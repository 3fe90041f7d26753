import { describe, expect, it } from 'vitest';
import { networkNames } from '../../src/model.ts';
import { type Life, life } from './life.ts';
import { startOwnRedis } from './redis.ts';
import { until } from './until.ts';

/* Redis is disposable: whatever becomes of it, nothing is lost, nothing comes twice, and nobody is told that all is well meanwhile. */

/** Milliseconds in which the truth has to be known: a look each second, two tries of a second each, and a busy machine. */
const KNOWN_WITHIN = 10_000;
/** And in which it has to go on: reconnected within a second, a tick every five. */
const BACK_WITHIN = 20_000;

const allOut = (s: Life, count: number) =>
  until(`${count} receipts`, () => s.count('published') === count, BACK_WITHIN);

const eachOnce = (s: Life) => {
  const posts = s.posts();
  expect(new Set(posts).size).toBe(posts.length);
  expect(posts).toHaveLength(s.rows().length);
  expect(s.rows().map((row) => [row.state, row.attempts])).toEqual(s.rows().map(() => ['published', 1]));
};

describe('Redis of somebody else', () => {
  it('may be killed, be away, come back empty, be flushed and hang: what is due goes out once, and nobody is told that all is well', {
    timeout: 180_000,
  }, async () => {
    await using redis = await startOwnRedis();
    await using s = await life({ messages: 3, environment: { REDIS_URL: redis.url } });
    await s.approve();
    const { health, ready, child, closed } = await s.start();
    await until('it is green', async () => (await health()) === 200);

    await redis.kill();
    await until('health is red', async () => (await health()) === 503, KNOWN_WITHIN);
    const told = await s.run('status', '--json');
    expect(told.json().running).toBe(false);
    await s.due(networkNames, ['lamp-1']);
    const tick = s.lastTick();
    const page = await (await fetch(ready.url)).text();
    expect(page).toMatch(/nothing is published/);
    expect(s.posts()).toEqual([]);
    await redis.start();
    await until('it is green again', async () => (await health()) === 200, BACK_WITHIN);
    expect(s.lastTick()).toBeGreaterThan(tick);
    await allOut(s, 3);

    await s.due(networkNames, ['lamp-2']);
    await until('they are on the queues', () => s.count('planned') === 0, BACK_WITHIN);
    await redis.flush();
    await allOut(s, 6);

    redis.signal('SIGSTOP');
    await until('health is red', async () => (await health()) === 503, KNOWN_WITHIN);
    await s.due(networkNames, ['lamp-3']);
    redis.signal('SIGCONT');
    await until('it is green again', async () => (await health()) === 200, BACK_WITHIN);
    await allOut(s, 9);
    eachOnce(s);

    await redis.kill();
    await until('health is red', async () => (await health()) === 503, KNOWN_WITHIN);
    expect(await s.stop({ child, closed })).toBe(0);
  });
});

describe('the Redis of the program itself', () => {
  it('may be killed, or hang, and is started again: what is due goes out once', { timeout: 180_000 }, async () => {
    await using s = await life({ messages: 2 });
    await s.approve();
    const { health, child, closed } = await s.start();
    await until('it is green', async () => (await health()) === 200);

    const first = await s.redisPid();
    process.kill(first, 'SIGKILL');
    await s.due(networkNames, ['lamp-1']);
    const second = await s.redisPid(first, BACK_WITHIN);
    await allOut(s, 3);

    process.kill(second, 'SIGSTOP');
    await until('health is red', async () => (await health()) === 503, KNOWN_WITHIN);
    await s.due(networkNames, ['lamp-2']);
    await s.redisPid(second, 40_000); // it was ended, and another one runs
    await allOut(s, 6);
    await until('it is green again', async () => (await health()) === 200, BACK_WITHIN);
    eachOnce(s);
    expect(await s.stop({ child, closed })).toBe(0);
  });
});
