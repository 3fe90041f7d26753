import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { networkNames } from '../../src/model.ts';
import { life } from './life.ts';
import { freePort, startOwnRedis } from './redis.ts';
import { slowly } from './slowly.ts';
import { A_TICK } from './soon.ts';
import { until } from './until.ts';

/* Many processes over one data folder and one Redis: wanted, or by mistake. */

describe('two planners and their workers in two groups', () => {
  it.each([
    ['one Redis for both, and five workers', false],
    // Then BullMQ keeps nobody apart, and every delivery is wanted twice: the claim alone decides.
    ['a Redis for each, and two workers', true],
  ] as const)(
    'publish sixty deliveries that are due at once, each by one of them, once: %s',
    { timeout: 180_000 },
    async (_, apart) => {
      // X takes its time, so that whoever wants the same delivery comes while it is being sent.
      await using slow = await slowly(/\/2\/tweets$/, 100);
      await using s = await life({ messages: 20, environment: { X_API_URL: slow.url } });
      slow.inFrontOf(s.locals.x.url);
      await using redis = apart ? await startOwnRedis() : undefined;
      const there: Record<string, string> = redis ? { REDIS_URL: redis.url } : {};
      await s.approve();
      const messages = Array.from({ length: 20 }, (_, i) => `lamp-${i + 1}`);
      // The first group is a planner, which keeps a Redis, and publishers; the second a planner and workers for everything.
      const first = await s.start();
      const [second, ...workers] = await Promise.all([
        s.start(there),
        s.worker('publish.ts', ['bluesky', 'x']),
        s.worker('all.ts', [], there),
        ...(apart ? [] : [s.worker('publish.ts'), s.worker('publish.ts'), s.worker('all.ts')]),
      ]);
      expect(second.ready.alsoRunning).toBe(`process ${first.child.pid} on ${hostname()}`);
      // Both planners have ticked by then.
      await s.due(networkNames, messages, A_TICK);
      await until('some are out', () => s.count('published') > 5);
      // The planner that keeps the Redis goes; another process takes both over.
      if (!apart) expect(await s.stop(first)).toBe(0);
      await until('sixty receipts', () => s.count('published') === 60);

      const posts = s.posts();
      expect(posts).toHaveLength(60);
      expect(new Set(posts).size).toBe(60);
      expect(s.rows().filter((row) => row.attempts !== 1)).toEqual([]);
      // Nobody looked for what another was just sending.
      expect(s.all('select delivery from attempt where lost_at is not null or looks > 0')).toEqual([]);
      expect(networkNames.flatMap((name) => s.locals[name].complaints())).toEqual([]);
      expect(await second.health()).toBe(200);
      const ended = await Promise.all([...(apart ? [first] : []), second, ...workers].map((one) => s.stop(one)));
      expect(ended).toEqual(ended.map(() => 0));
    },
  );
});

describe('a second copy', () => {
  it('says that it is one, publishes nothing twice, and with the same port ends without disturbing the first', {
    timeout: 120_000,
  }, async () => {
    const port = await freePort();
    await using s = await life({ environment: { PORT: String(port) } });
    await s.approve();
    const first = await s.start();
    const clash = s.begin('start', '--json');
    let said = '';
    clash.child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    await until('it has ended', () => clash.child.exitCode !== null);
    expect(clash.child.exitCode).toBe(2);
    expect(JSON.parse(said).problems[0].message).toMatch(/another program listens there; set PORT to a free one/);
    await s.due(networkNames);
    await until('three receipts', () => s.count('published') === 3);
    expect(await first.health()).toBe(200);
    expect(first.child.exitCode).toBe(null);
  });

  it('tells a person so in a line of its own, and does not take one that was killed for one that runs', {
    timeout: 120_000,
  }, async () => {
    await using s = await life();
    await s.approve();
    const first = await s.start();
    const copy = s.begin('start');
    let said = '';
    copy.child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    await until('it is ready', () => /is running/.test(said) && /bluesky/.test(said));
    expect(said).toMatch(
      new RegExp(`Another copy \\(process ${first.child.pid} on .*\\) runs over the same data. Nothing is done twice`),
    );
    await s.stop(copy);
    await s.stop(first, 'SIGKILL');
    const next = await s.start();
    expect(next.ready.alsoRunning).toBe(null);
    expect(await s.stop(next)).toBe(0);
    expect((await s.run('status', '--json')).json().running).toBe(false);
  });
});

describe('a publishing worker', () => {
  it.each([
    [
      'an unknown network',
      ['publish.ts', 'threads'],
      /there is no network “threads”: name any of bluesky, mastodon, x/,
    ],
    ['a network without credentials', ['publish.ts', 'x'], /x cannot be published to from here/],
    ['an argument where none is taken', ['all.ts', 'x'], /takes no arguments/],
  ] as const)(
    'ends with exit status 2 and says why, given %s',
    { timeout: 60_000 },
    async (_, [script, ...args], words) => {
      await using s = await life({ environment: { X_APP_KEY: '' } });
      const worker = await s.worker(script, args);
      await until('it has ended', () => worker.child.exitCode !== null);
      expect(worker.child.exitCode).toBe(2);
      expect(worker.log()).toMatch(words);
    },
  );
});
