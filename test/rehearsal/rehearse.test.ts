import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realClock } from '../../src/clock.ts';
import { startLocalMastodon } from '../../src/rehearsal/mastodon/server.ts';
import { openStore } from '../../src/store/store.ts';
import { cli } from '../commands/cli.ts';
import { folderWith } from '../config/campaign-folder.ts';

/* The rehearsal as a user runs it: the campaign that ships, real processes, in a data folder of the test's own. */

const slow = { timeout: 180_000 };

/** The number of texts of the campaign that ships: each goes once to each network. */
const textsThatShip = async (): Promise<number> => (await cli(['check', '--json'])).json().deliveries;

/** Counts whoever calls: in a rehearsal nobody may. */
const trap = async () => {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.end();
  });
  server.on('connection', () => calls.push('a connection'));
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const rowsOf = async (data: string) => {
  await using store = await openStore(join(data, 'rehearsal/campaign.db'));
  return await store.db
    .selectFrom('delivery')
    .select(['id', 'slot_at', 'state'])
    .where('boost_of', 'is', null)
    .orderBy('slot_at')
    .orderBy('id')
    .execute();
};

describe('rehearse', () => {
  it(
    'brings out each text once on each network, shows it, and calls none of the servers in the environment',
    slow,
    async () => {
      await using folder = await folderWith({});
      await using server = await trap();
      const ran = await cli(['rehearse', '--json'], {
        CAMPAIGN_DATA: folder.path,
        BLUESKY_SERVICE: server.url,
        BLUESKY_IDENTIFIER: 'campaign.example',
        BLUESKY_APP_PASSWORD: 'real-looking',
        MASTODON_URL: server.url,
        MASTODON_ACCESS_TOKEN: 'real-looking',
        X_API_URL: server.url,
        X_APP_KEY: 'real-looking',
        X_APP_SECRET: 'real-looking',
        X_ACCESS_TOKEN: 'real-looking',
        X_ACCESS_SECRET: 'real-looking',
        JETSTREAM_URL: server.url.replace('http', 'ws'),
        DATABASE_URL: server.url.replace('http', 'postgres'),
      });
      const texts = await textsThatShip();
      expect(texts).toBeGreaterThan(200);
      expect(ran.json()).toMatchObject({
        planned: texts,
        published: texts,
        skipped: 0,
        rejected: 0,
        unconfirmed: 0,
        missing: 0,
        duplicates: 0,
        complaints: [],
      });
      expect(ran.code).toBe(0);
      expect(server.calls).toEqual([]);
      const timeline = readFileSync(join(folder.path, 'rehearsal/timeline-bluesky.html'), 'utf8');
      expect(timeline).toMatch(/dir="rtl"/);
      expect(timeline).toMatch(/مؤسسة الحق/);
      expect(readFileSync(join(folder.path, 'rehearsal/report.html'), 'utf8')).toContain(
        `${texts} of ${texts} deliveries are out`,
      );
    },
  );

  it('lays out the same deliveries again for the same seed, exactly as many as were asked for', slow, async () => {
    await using folder = await folderWith({});
    const run = () => cli(['rehearse', '--deliveries', '31', '--seed', '7', '--json'], { CAMPAIGN_DATA: folder.path });
    expect((await run()).json()).toMatchObject({ planned: 31, published: 31 });
    const first = await rowsOf(folder.path);
    expect((await run()).json()).toMatchObject({ planned: 31, published: 31 });
    expect(await rowsOf(folder.path)).toEqual(first);
  });

  it(
    'sends to a targeted server on this machine with its credentials, in real time, and to no other',
    slow,
    async () => {
      await using folder = await folderWith({});
      await using server = await trap();
      await using mastodon = await startLocalMastodon({ now: realClock.now });
      const ran = await cli(['rehearse', '--deliveries', '9', '--target', `mastodon=${mastodon.url}`, '--json'], {
        CAMPAIGN_DATA: folder.path,
        MASTODON_ACCESS_TOKEN: mastodon.environment.MASTODON_ACCESS_TOKEN ?? '',
        X_API_URL: server.url,
        X_APP_KEY: 'real-looking',
      });
      expect(ran.json()).toMatchObject({ planned: 9, published: 9, missing: 0, duplicates: 0 });
      const expected = ran.json().networks.find((one: { network: string }) => one.network === 'mastodon').published;
      expect(mastodon.posts()).toHaveLength(expected);
      expect(expected).toBeGreaterThan(0);
      const ages = mastodon.posts().map((post) => realClock.now().epochMilliseconds - post.at.epochMilliseconds);
      expect(Math.max(...ages)).toBeLessThan(60_000);
      for (const lang of mastodon.posts().flatMap((post) => post.langs))
        expect(['en', 'ar', 'fr', 'es']).toContain(lang);
      expect(mastodon.posts().every((post) => post.langs.length === 1)).toBe(true);
      expect(mastodon.complaints()).toEqual([]);
      expect(server.calls).toEqual([]);
    },
  );

  it(
    'boosts what made-up partners post, by the rules of the file, and holds it against the networks',
    slow,
    async () => {
      await using folder = await folderWith({});
      const ran = await cli(['rehearse', '--deliveries', '9', '--people', '0', '--json'], {
        CAMPAIGN_DATA: folder.path,
      });
      expect(ran.json()).toMatchObject({ planned: 9, published: 9, wrong: [], complaints: [] });
      expect(ran.code).toBe(0);
      const { boosts } = ran.json();
      expect(boosts.map(({ network }: { network: string }) => network)).toEqual(['bluesky', 'mastodon', 'x']);
      for (const { posts, boosted, undone, declined, standing, open, unconfirmed } of boosts) {
        expect(posts).toBeGreaterThan(3);
        expect(boosted).toBeGreaterThan(1);
        expect(standing).toBe(boosted);
        expect(undone + declined).toBeGreaterThan(0);
        expect({ open, unconfirmed }).toEqual({ open: 0, unconfirmed: 0 });
      }
    },
  );

  it('comes through a storm with killed workers, and tells of it', slow, async () => {
    await using folder = await folderWith({});
    const ran = await cli(['rehearse', '--chaos', '--deliveries', '15', '--partners', '0', '--seed', '5', '--json'], {
      CAMPAIGN_DATA: folder.path,
    });
    const { kills, published, unconfirmed, storm, ...rest } = ran.json();
    expect(rest).toMatchObject({ planned: 15, missing: 0, duplicates: 0, skipped: 0, rejected: 0, wrong: [] });
    expect(published + unconfirmed).toBe(15);
    expect(kills).toBeGreaterThan(0);
    expect(storm.table.reduce((sum: number, line: { kills: number }) => sum + line.kills, 0)).toBe(kills);
    expect(ran.code).toBe(0);
  });

  it('comes through a storm with boosts in hand: none twice, none missing, none undone by mistake, no cap passed', {
    timeout: 300_000,
  }, async () => {
    await using folder = await folderWith({});
    const ran = await cli(['rehearse', '--chaos', '--deliveries', '6', '--seed', '5', '--json'], {
      CAMPAIGN_DATA: folder.path,
    });
    const { storm, boosts, ...rest } = ran.json();
    expect(rest).toMatchObject({ planned: 6, missing: 0, duplicates: 0, wrong: [] });
    expect(storm.boosts.senders + storm.boosts.deciders).toBeGreaterThan(1);
    for (const { boosted, standing, open, unconfirmed } of boosts) {
      expect(boosted).toBeGreaterThan(0);
      expect(standing).toBeGreaterThanOrEqual(boosted);
      expect(standing).toBeLessThanOrEqual(boosted + unconfirmed);
      expect(open).toBe(0);
    }
    expect(ran.code).toBe(0);
  });

  it('says what would make a rehearsal possible that cannot be laid out', slow, async () => {
    await using folder = await folderWith({});
    const ran = await cli(['rehearse', '--deliveries', '999999', '--json'], { CAMPAIGN_DATA: folder.path });
    expect(ran.code).toBe(1);
    expect(ran.json().problems[0].message).toMatch(/more messages/);
  });
});
