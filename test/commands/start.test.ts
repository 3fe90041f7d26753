import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { realClock } from '../../src/clock.ts';
import type { DeliveryId, NetworkName } from '../../src/model.ts';
import { startLocalBluesky } from '../../src/rehearsal/bluesky/server.ts';
import type { FaultSource } from '../../src/rehearsal/local.ts';
import { startLocalMastodon } from '../../src/rehearsal/mastodon/server.ts';
import { startLocalX } from '../../src/rehearsal/x/server.ts';
import { deliveries } from '../../src/store/deliveries.ts';
import { openStore } from '../../src/store/store.ts';
import { changed, folderWith, whole } from '../config/campaign-folder.ts';
import { cli, startCli } from './cli.ts';

/* The program as it runs in life: real processes, real Redis, real SQLite, real HTTP; only the networks are local. */

const until = async (what: string, condition: () => boolean | Promise<boolean>, within = 20_000): Promise<void> => {
  const end = performance.now() + within;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${within} ms in vain: ${what}`);
    await pause(20);
  }
};

/** A campaign that is allowed to go live, and three local networks in real time. */
const life = async (faults: FaultSource = () => undefined) => {
  await using opened = new AsyncDisposableStack();
  const today = realClock.now().toZonedDateTimeISO('UTC').toPlainDate().toString();
  const message = changed(whole['content/toolkit/lamps-lit.md']!, 'reviewedOn: 2026-11-20', `reviewedOn: ${today}`);
  const folder = opened.use(
    await folderWith({
      ...whole,
      'content/toolkit/lamps-lit.md': changed(message, 'at: [2026-11-29T12:00]', 'at: []'),
    }),
  );
  const options = { now: realClock.now, faults };
  const bluesky = opened.use(await startLocalBluesky(options));
  const mastodon = opened.use(await startLocalMastodon(options));
  const x = opened.use(await startLocalX(options));
  const locals = { bluesky, mastodon, x };
  const environment = {
    CAMPAIGN_DIR: folder.path,
    CAMPAIGN_DATA: join(folder.path, 'data'),
    CAMPAIGN_KEY: 'a key of the tests',
    PORT: '0',
    ...bluesky.environment,
    ...mastodon.environment,
    ...x.environment,
  };
  const storeFile = join(folder.path, 'data/campaign.db');
  const running = new Set<ChildProcess>();
  opened.defer(() => {
    for (const child of running) child.kill('SIGKILL');
  });
  const all = opened.move();
  return {
    locals,
    run: (...args: string[]) => cli(args, environment),
    posts: () => Object.values(locals).flatMap((local) => local.posts().map((post) => `${local.name}: ${post.text}`)),
    /** Deliveries that are due at this moment, one a network. */
    due: async (networks: readonly NetworkName[]) => {
      await using store = await openStore(storeFile);
      const at = realClock.now();
      await deliveries(store.db).add(
        networks.map((network) => ({
          id: `due-${network}` as DeliveryId,
          message: 'lamps-lit',
          lang: 'en',
          network,
          at,
          textHash: '',
        })),
      );
    },
    /** As if the two minutes of a dead worker's lease had passed. */
    leasesAreOver: async () => {
      await using store = await openStore(storeFile);
      await store.db.updateTable('delivery').set({ lease_until_real: 0 }).where('state', '=', 'attempting').execute();
    },
    start: async () => {
      const child = startCli(['start', '--json'], environment);
      running.add(child);
      let log = '';
      child.stderr.on('data', (chunk) => {
        log += chunk;
      });
      const [line] = await Promise.race([
        once(createInterface(child.stdout), 'line'),
        once(child, 'close').then(() => {
          throw new Error(`it ended before it was ready: ${log}`);
        }),
      ]);
      return { child, ready: JSON.parse(line), log: () => log };
    },
    stop: async (child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL') => {
      const closed = once(child, 'close');
      child.kill(signal);
      await closed;
      running.delete(child);
      return child.exitCode;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
};

const approveAll = (s: Awaited<ReturnType<typeof life>>) => s.run('approve', 'lamps-lit', '--by', 'A. Person');

describe('start', () => {
  it('publishes what is due once on each network, ends well on SIGTERM, and does not publish it again', {
    timeout: 90_000,
  }, async () => {
    await using s = await life();
    await approveAll(s);
    await s.due(['bluesky', 'mastodon', 'x']);
    const { child, ready, log } = await s.start();
    expect(ready).toMatchObject({
      ready: true,
      networks: [{ state: 'ready' }, { state: 'ready' }, { state: 'ready' }],
    });
    await until('three posts', () => s.posts().length === 3);
    await until('three receipts', async () => (await s.run('status', '--json')).json().counts.published === 3);
    expect(s.posts().sort()).toEqual([
      'bluesky: Light a lamp.\nThen another.\nhttps://example.org/sign\n#LightTheLamps',
      'mastodon: Light a lamp.\nThen another.\nhttps://example.org/sign\n#LightTheLamps',
      'x: Lamps, now.\nhttps://example.org/sign\n#LightTheLamps',
    ]);
    const page = await fetch(ready.url);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(await page.text()).toMatch(/#LightTheLamps/);
    expect((await fetch(`${ready.url}health`)).status).toBe(200);
    expect(log()).not.toMatch(/made-up|a key of the tests/);
    for (const local of Object.values(s.locals)) {
      for (const [name, value] of Object.entries(local.environment)) {
        if (/PASSWORD|TOKEN|SECRET|KEY/.test(name)) expect(log()).not.toContain(value);
      }
    }
    expect(await s.stop(child, 'SIGTERM')).toBe(0);

    const again = await s.start();
    // The planner has looked at everything once: the plan of the week is stored.
    await until('the plan', async () => (await s.run('status', '--json')).json().counts.planned > 0);
    await s.stop(again.child, 'SIGTERM');
    expect(s.posts()).toHaveLength(3);
  });

  it('takes the receipt of what went out when it was killed between the network’s yes and its own note', {
    timeout: 90_000,
  }, async () => {
    let kill: () => void = () => {};
    await using s = await life(({ method, path }) => {
      if (method !== 'POST' || !path.endsWith('putRecord')) return undefined;
      kill();
      return { when: 'after', what: { kind: 'hang', milliseconds: 10_000 } };
    });
    await approveAll(s);
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

    await s.leasesAreOver();
    const second = await s.start();
    await until('the receipt', async () => (await s.run('status', '--json')).json().counts.published === 1);
    await s.stop(second.child, 'SIGTERM');
    expect(s.locals.bluesky.posts()).toHaveLength(1);
  });

  it('publishes nothing while a person has paused it, and goes on within seconds of the resume', {
    timeout: 90_000,
  }, async () => {
    await using s = await life();
    await approveAll(s);
    await s.run('pause', 'all');
    await s.due(['mastodon']);
    const { child, ready } = await s.start();
    expect(ready.networks.map((one: { state: string }) => one.state)).toEqual(['paused', 'paused', 'paused']);
    expect((await fetch(`${ready.url}health`)).status).toBe(503);
    await until('it is queued', async () => (await s.run('status', '--json')).json().counts.queued >= 1);
    expect(s.posts()).toEqual([]);
    await s.run('resume', 'all');
    await until('the post', () => s.posts().length === 1);
    await s.stop(child, 'SIGTERM');
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
