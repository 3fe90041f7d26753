import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { networkNames } from '../../src/model.ts';
import { life } from '../processes/life.ts';
import { until } from '../processes/until.ts';
import { cli } from './cli.ts';

/* What `start` does when nothing goes wrong, and once when something does; the storms are in test/processes/. */

describe('start', () => {
  it('publishes what is due once on each network, ends well on SIGTERM, and does not publish it again', {
    timeout: 90_000,
  }, async () => {
    await using s = await life();
    await s.approve();
    await s.due(networkNames);
    const started = await s.start();
    const { ready, log } = started;
    expect(ready).toMatchObject({
      ready: true,
      networks: [{ state: 'ready' }, { state: 'ready' }, { state: 'ready' }],
    });
    await until('three posts', () => s.posts().length === 3);
    await until('three receipts', () => s.count('published') === 3);
    expect((await s.run('status', '--json')).json()).toMatchObject({ running: true, counts: { published: 3 } });
    expect(s.posts().sort()).toEqual([
      'bluesky: Light a lamp.\nThen another.\nhttps://example.org/sign\n#LightTheLamps',
      'mastodon: Light a lamp.\nThen another.\nhttps://example.org/sign\n#LightTheLamps',
      'x: Lamps, now.\nhttps://example.org/sign\n#LightTheLamps',
    ]);
    const page = await fetch(ready.url);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(await page.text()).toMatch(/#LightTheLamps/);
    expect(await started.health()).toBe(200);
    expect(log()).not.toMatch(/made-up|a key of the tests/);
    for (const local of Object.values(s.locals)) {
      for (const [name, value] of Object.entries(local.environment)) {
        if (/PASSWORD|TOKEN|SECRET|KEY/.test(name)) expect(log()).not.toContain(value);
      }
    }
    expect(await s.stop(started)).toBe(0);

    const again = await s.start();
    // The planner has looked at everything once more.
    const tick = s.lastTick();
    await until('another tick', () => s.lastTick() > tick);
    await s.stop(again);
    expect(s.posts()).toHaveLength(3);
  });

  it('takes the receipt of what went out when it was killed between the network’s yes and its own note', {
    timeout: 90_000,
  }, async () => {
    let kill: () => void = () => {};
    await using s = await life({
      faults: ({ method, path }) => {
        if (method !== 'POST' || !path.endsWith('putRecord')) return undefined;
        kill();
        return { when: 'after', what: { kind: 'hang', milliseconds: 10_000 } };
      },
    });
    await s.approve();
    await s.due(['bluesky']);
    const first = await s.start();
    const died = once(first.child, 'close');
    kill = () => {
      kill = () => {};
      first.child.kill('SIGKILL');
    };
    await died;
    expect(s.locals.bluesky.posts()).toHaveLength(1);
    expect((await s.run('status', '--json')).json().counts).toMatchObject({ attempting: 1, published: 0 });

    await s.tenMinutesPass();
    const second = await s.start();
    await until('the receipt', () => s.count('published') === 1);
    await s.stop(second);
    expect(s.locals.bluesky.posts()).toHaveLength(1);
  });

  it('publishes nothing while a person has paused it, and goes on within seconds of the resume', {
    timeout: 90_000,
  }, async () => {
    await using s = await life();
    await s.approve();
    await s.run('pause', 'all');
    await s.due(['mastodon']);
    const started = await s.start();
    const { ready } = started;
    expect(ready.networks.map((one: { state: string }) => one.state)).toEqual(['paused', 'paused', 'paused']);
    expect(await started.health()).toBe(503);
    await until('it is queued', () => s.count('queued') === 1);
    expect(s.posts()).toEqual([]);
    await s.run('resume', 'all');
    await until('the post', () => s.posts().length === 1, 15_000);
    await s.stop(started);
  });

  it('says what is missing, and publishes nothing, for a campaign that nobody decided to take live', {
    timeout: 60_000,
  }, async () => {
    const ran = await cli(['status', '--json'], { MASTODON_URL: 'http://127.0.0.1:9', MASTODON_ACCESS_TOKEN: 'none' });
    const mastodon = ran.json().networks.find((one: { network: string }) => one.network === 'mastodon');
    expect(mastodon).toMatchObject({ state: 'not live' });
    expect(mastodon.reason).toMatch(/goLive is empty/);
  });

  it('names a Redis that does not answer', async () => {
    const ran = await cli(['start', '--json'], { REDIS_URL: 'redis://127.0.0.1:9' });
    expect(ran.code).toBe(2);
    expect(ran.json().problems[0].message).toMatch(/REDIS_URL/);
  });
});
