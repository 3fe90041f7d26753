import { describe, expect, it, vi } from 'vitest';
import { Blocked, Throttled, Unreachable } from '../../src/errors.ts';
import { blueskyNetwork } from '../../src/network/bluesky/adapter.ts';
import { jetstreamLines } from '../../src/network/bluesky/jetstream.ts';
import { readServer } from '../../src/network/mastodon/read-server.ts';
import { statusCounts } from '../../src/network/mastodon/status-counts.ts';
import { tagTimeline } from '../../src/network/mastodon/tag-timeline.ts';
import { xNetwork } from '../../src/network/x/adapter.ts';
import { countsOfX } from '../../src/network/x/hashtag-counts.ts';
import { startLocalBluesky } from '../../src/rehearsal/bluesky/server.ts';
import type { HeldPost } from '../../src/rehearsal/local.ts';
import { startLocalX } from '../../src/rehearsal/x/server.ts';
import { began, smallPublic } from '../rehearsal/small-public.ts';
import { attempt, world } from './mastodon-world.ts';
import { soon, thrownBy } from './small-server.ts';
import { settingsOf } from './x-stage.ts';

/* The readers against the local networks and their simulated public: what is read is what they hold. */

const late = began.add({ hours: 48 });
const now = () => late;
const idsOf = (held: readonly HeldPost[]) => held.map(({ id }) => id).sort();

describe('reading the local Bluesky', () => {
  const start = async (streams = 1) => {
    const stream = { lookBackHours: 100 };
    const local = await startLocalBluesky({ now, public: smallPublic({ networks: ['bluesky'] }), streams, stream });
    local.advance(late);
    const { BLUESKY_IDENTIFIER: identifier = '', BLUESKY_APP_PASSWORD: password = '' } = local.environment;
    return {
      local,
      urls: (local.environment.JETSTREAM_URL ?? '').split(','),
      network: blueskyNetwork({ service: local.url, identifier, password, now }),
      [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
    };
  };
  /** Reads until there is `enough`, or the connection ends. */
  const listen = async (stream: ReturnType<typeof jetstreamLines>, enough: number) => {
    const ending = new AbortController();
    const lines: string[] = [];
    const hosts: string[] = [];
    const line = (text: string) => {
      lines.push(text);
      if (lines.length >= enough) ending.abort();
    };
    await stream.read(
      { cursor: '1', opened: (host) => hosts.push(host), line },
      AbortSignal.any([ending.signal, soon()]),
    );
    return { lines, hosts };
  };

  it('hears of every post that is there', async () => {
    await using s = await start();
    // The stream falls silent when all has been said: the clock stands still.
    const { lines } = await listen(jetstreamLines({ urls: s.urls, silenceMs: 2_000 }), Number.POSITIVE_INFINITY);
    const heard = lines.flatMap((text) => {
      const { did, commit } = JSON.parse(text);
      return commit ? [`at://${did}/${commit.collection}/${commit.rkey}`] : [];
    });
    const held = idsOf(s.local.held());
    expect(held.length).toBeGreaterThan(50);
    expect(held.filter((id) => !heard.includes(id))).toEqual([]);
    expect(heard.filter((uri) => !uri.includes('/app.bsky.feed.post/'))).toEqual([]);
    expect(s.local.complaints()).toEqual([]);
  });

  it('goes on with the other server when one drops or refuses it', async () => {
    await using s = await start(2);
    const stream = jetstreamLines({ urls: s.urls });
    const [one, other] = s.local.streams;
    const opened: string[] = [];
    const following = stream.read({ opened: (host) => opened.push(host), line: () => undefined }, soon());
    await vi.waitFor(() => expect(one?.subscribers()).toBe(1));
    one?.drop();
    await following;
    one?.refuse(true);
    expect((await listen(stream, 1)).hosts).toEqual([new URL(s.urls[1]!).host]);
    other?.refuse(true);
    expect(await thrownBy(listen(stream, 1))).toBeInstanceOf(Unreachable);
    await vi.waitFor(() => expect([one?.subscribers(), other?.subscribers()]).toEqual([0, 0]));
  });

  it('reads the counts that it holds, and knows what is gone', async () => {
    await using s = await start();
    const held = s.local.held().slice(0, 24);
    const never = 'at://did:plc:nobodyatall/app.bsky.feed.post/3lc2ylbuk2222';
    const counts = await s.network.counts.counts([...held.map(({ id }) => id), never], soon());
    expect(counts).toEqual(
      new Map<string, unknown>([...held.map((one) => [one.id, one.counts] as const), [never, 'gone']]),
    );
    expect(held.some((one) => one.counts.likes > 0)).toBe(true);
    expect(s.local.complaints()).toEqual([]);
  });
});

describe('reading the local Mastodon', () => {
  const start = async (more: Parameters<typeof world>[0] = {}) => {
    const s = await world({ now, public: smallPublic({ networks: ['mastodon'] }), ...more });
    s.local.advance(late);
    const server = (token?: string) => readServer({ url: s.local.url, now, ...(token ? { token } : {}) });
    return {
      ...s,
      server,
      token: s.local.environment.MASTODON_ACCESS_TOKEN ?? '',
      [Symbol.asyncDispose]: s[Symbol.asyncDispose],
    };
  };
  type Shown = { readonly id: string; readonly uri: string };
  const whole = async (timeline: ReturnType<typeof tagTimeline>, forwards: boolean): Promise<Shown[]> => {
    const all: Shown[] = [];
    let from: { minId?: string; before?: string } = forwards ? { minId: '0' } : {};
    for (;;) {
      const page = await timeline.page(from, soon());
      all.push(...(page.statuses as Shown[]));
      const next = forwards ? page.newest : page.oldest;
      if (next === undefined) return all;
      from = forwards ? { minId: next } : { before: next };
    }
  };

  it.each(['forwards', 'backwards'])('reads every post with the hashtag once, %s', async (way) => {
    await using s = await start();
    const all = await whole(tagTimeline({ server: s.server(), hashtag: 'StandWithThe6' }), way === 'forwards');
    expect(all.map(({ uri }) => uri).sort()).toEqual(idsOf(s.local.held()));
    expect(all.length).toBeGreaterThan(40);
    expect(s.local.complaints()).toEqual([]);
  });

  it.each([
    ['token', 'only to those with an account there'],
    ['off', 'has turned its timelines of hashtags off'],
  ] as const)('is told by a server whose timelines are %s', async (tagTimelines, words) => {
    await using s = await start({ tagTimeline: tagTimelines });
    const thrown = await thrownBy(tagTimeline({ server: s.server(), hashtag: 'StandWithThe6' }).page({}, soon()));
    expect(thrown).toBeInstanceOf(Blocked);
    expect((thrown as Error).message).toContain(words);
  });

  it.each([true, false])('reads the counts that it holds (many at once: %s)', async (batch) => {
    await using s = await start({ batch });
    const server = s.server();
    const all = await whole(tagTimeline({ server, hashtag: 'StandWithThe6' }), true);
    const held = new Map(s.local.held().map((one) => [one.id, one.counts]));
    const reader = statusCounts({ server });
    await reader.counts([all[0]!.id], soon());
    expect(reader.batch).toBe(batch ? 20 : 10);
    const asked = all.slice(0, reader.batch - 1);
    const counts = await reader.counts([...asked.map(({ id }) => id), '404'], soon());
    expect(counts).toEqual(
      new Map<string, unknown>([...asked.map(({ id, uri }) => [id, held.get(uri)] as const), ['404', 'gone']]),
    );
    expect(s.local.complaints()).toEqual([]);
  });

  it('hears by the stream of our own server that something was posted and deleted', async () => {
    await using s = await start();
    const { stream } = tagTimeline({ server: s.server(s.token), hashtag: 'StandWithThe6' });
    const ending = new AbortController();
    const told: string[] = [];
    const listening = stream({ nudge: () => told.push('nudge'), gone: (id) => told.push(id) }, ending.signal);
    await vi.waitFor(() => expect(s.local.streams.listeners()).toBe(1));
    const { remoteId } = await s.network.publish(attempt(), soon());
    await s.network.remove(remoteId, soon());
    await vi.waitFor(() => expect(told).toEqual(['nudge', remoteId]));
    ending.abort();
    expect(await listening).toBe('ended');
    await vi.waitFor(() => expect(s.local.streams.listeners()).toBe(0));
    expect(s.local.complaints()).toEqual([]);
  });

  it('has no stream where it has no account', async () => {
    await using s = await start();
    const { stream } = tagTimeline({ server: s.server(), hashtag: 'StandWithThe6' });
    expect(await stream({ nudge: () => undefined, gone: () => undefined }, soon())).toBe('no stream');
  });

  it('stops in time for publishing to have its half of the limit', async () => {
    await using s = await start();
    const timeline = tagTimeline({ server: s.server(s.token), hashtag: 'NobodySaysThis' });
    let calls = 0;
    for (; calls < 200 && timeline.room().calls > 0; calls += 1) await timeline.page({}, soon());
    expect(calls).toBeGreaterThan(100);
    expect(calls).toBeLessThanOrEqual(150);
    expect(Temporal.Instant.compare(timeline.room().again!, late)).toBe(1);
  });
});

describe('reading the local X', () => {
  const start = async (more: Partial<Parameters<typeof startLocalX>[0]> = {}) => {
    const local = await startLocalX({ now, public: smallPublic({ networks: ['x'] }), ...more });
    local.advance(late);
    const settings = { ...settingsOf(local), now };
    return {
      local,
      network: xNetwork(settings),
      counts: countsOfX({ ...settings, hashtag: 'StandWithThe6' }),
      [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
    };
  };

  it.each(['2.159', '2.167'] as const)(
    'counts by the hour what it holds, page by page, for its price (%s)',
    async (spec) => {
      await using s = await start({ spec, bucketsAPage: 13 });
      const asked = { from: began, to: late };
      const buckets: { start: string; posts: number }[] = [];
      let next: string | undefined;
      let pages = 0;
      do {
        const page = await s.counts.buckets({ ...asked, ...(next ? { next } : {}) }, soon());
        buckets.push(...page.buckets.map(({ start, posts }) => ({ start: start.toString(), posts })));
        next = page.next;
        pages += 1;
      } while (next !== undefined);
      const slow = new Map<string, number>();
      const end = late.epochMilliseconds - 15_000;
      for (const { at } of s.local.held()) {
        if (at >= end) continue;
        const hour = Temporal.Instant.fromEpochMilliseconds(Math.floor(at / 3_600_000) * 3_600_000).toString();
        slow.set(hour, (slow.get(hour) ?? 0) + 1);
      }
      const counted = buckets.filter(({ posts }) => posts > 0).map(({ start, posts }) => [start, posts] as const);
      expect(new Map(counted)).toEqual(slow);
      expect(buckets).toHaveLength(48);
      expect(pages).toBe(4);
      expect(s.local.paid()).toBeCloseTo(pages * s.counts.price, 6);
      expect(s.local.complaints()).toEqual([]);
    },
  );

  it.each(['2.159', '2.167'] as const)(
    'reads the counts of posts that it holds, for their price (%s)',
    async (spec) => {
      await using s = await start({ spec });
      const held = s.local.held().slice(0, 20);
      const ids = held.map(({ id }) => id);
      expect(await s.network.counts.counts([...ids, '7'], soon())).toEqual(
        new Map<string, unknown>([...held.map((one) => [one.id, one.counts] as const), ['7', 'gone']]),
      );
      expect(s.local.paid()).toBeCloseTo(ids.length * s.network.counts.price, 6);
    },
  );

  it('is stopped when the credit is used up', async () => {
    await using s = await start({ credits: 0.001 });
    const thrown = await thrownBy(s.counts.buckets({ from: began, to: late }, soon()));
    expect(thrown).toBeInstanceOf(Blocked);
    expect(thrown).not.toBeInstanceOf(Throttled);
  });
});
