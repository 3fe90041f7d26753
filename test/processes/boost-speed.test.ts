import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { realClock } from '../../src/clock.ts';
import type { NetworkName } from '../../src/model.ts';
import type { Deed } from '../../src/rehearsal/public/deeds.ts';
import { publicOf } from '../../src/rehearsal/public/public.ts';
import { life } from './life.ts';
import { until } from './until.ts';

/* How long it takes from a partner's post to its boost: real processes, real time, from what the local networks say of both. */

/** The process is there, logged in and watching well before the first post; each network's posts have their own distance. */
const FIRST_S = 12;
const apart = { bluesky: 5, mastodon: 7 } as const;
const posts = { bluesky: 9, mastodon: 3 } as const;

/** The last of Bluesky's posts its feeds show later than its stream, as they do in life. */
const LATE = 4;
const LATE_MS = 2_000;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

it('boosts what a partner says within 5 s where there is a stream, else within one poll', {
  timeout: 180_000,
}, async () => {
  const began = realClock.now();
  const moment = (on: 'bluesky' | 'mastodon', i: number) => began.add({ seconds: FIRST_S + i * apart[on] });
  const deedsOn = (on: 'bluesky' | 'mastodon', n: number): Deed[] =>
    // Each network has partners of its own, who speak in turn.
    Array.from({ length: posts[on] }, (_, i) => i)
      .filter((i) => i % 3 === n)
      .map((i) => ({ kind: 'post', on, at: moment(on, i) }));
  const partners = [0, 1, 2].flatMap((n) => [
    { id: `b${n}`, accounts: { bluesky: `partner-${n}.test` }, deeds: deedsOn('bluesky', n) },
    { id: `m${n}`, accounts: { mastodon: `partner_${n}@here` }, deeds: deedsOn('mastodon', n) },
  ]);
  const hidden = (): boolean =>
    Array.from({ length: LATE }, (_, i) => moment('bluesky', posts.bluesky - 1 - i)).some((at) => {
      const since = realClock.now().since(at).total('milliseconds');
      return since >= 0 && since < LATE_MS;
    });
  const nothing = { when: 'before', what: { kind: 'answer', status: 200, body: '{"feed":[]}' } } as const;
  await using s = await life({
    faults: ({ path }) => (path.endsWith('getAuthorFeed') && hidden() ? nothing : undefined),
    public: publicOf({
      ...{ seed: 5, hashtag: 'LightTheLamps', authors: 0, postsPerDay: 0, timeZone: 'Asia/Hebron', partners },
      ...{ from: began.subtract({ hours: 1 }), to: began.add({ hours: 1 }) },
    }),
  });
  const host = new URL(s.locals.mastodon.url).host;
  const consent = `{ by: E. Person, on: 2025-11-01, evidence: letters/1 }`;
  await writeFile(
    join(s.folder, 'config/partners.yaml'),
    [
      'perDay: 20',
      'defaults: { mode: auto, include: ["#LightTheLamps"], hold: 0m, perDay: 6, spacing: 1s, maxAge: 24h }',
      'partners:',
      ...partners.flatMap(({ id, accounts: { bluesky = '', mastodon = '' } }) => [
        `  - id: ${id}`,
        `    name: ${id}`,
        `    accounts: { bluesky: ${bluesky}, mastodon: "${mastodon.replace('here', host)}" }`,
        `    consent: ${consent}`,
      ]),
      '',
    ].join('\n'),
  );
  // Without this a network without visitors would stand still.
  const going = setInterval(() => {
    for (const name of ['bluesky', 'mastodon'] as const) s.locals[name].advance(realClock.now());
  }, 20);
  await using _ = { [Symbol.asyncDispose]: async () => clearInterval(going) };
  await s.start();
  expect(realClock.now().since(began).total('seconds')).toBeLessThan(FIRST_S);

  const boosts = (on: 'bluesky' | 'mastodon') => s.locals[on].boosts();
  await until(
    'everything is boosted',
    () => boosts('bluesky').length === posts.bluesky && boosts('mastodon').length === posts.mastodon,
    120_000,
  );
  /** Of each boost in turn: milliseconds since its post, both as the network has them. */
  const waits = (on: 'bluesky' | 'mastodon') => {
    const rows = s.all<{ network: NetworkName; remote_id: string; posted_at: number }>(
      'select network, remote_id, posted_at from candidate',
    );
    return boosts(on).map(({ of, at }) => {
      const row = rows.find((one) => one.network === on && one.remote_id === of);
      return at.epochMilliseconds - (row?.posted_at ?? 0);
    });
  };
  const [streamed, polled] = [waits('bluesky'), waits('mastodon')];
  const seen = `milliseconds from post to boost: Bluesky ${streamed.join(', ')}; Mastodon ${polled.join(', ')}`;
  const [prompt, late] = [streamed.slice(0, -LATE), streamed.slice(-LATE)];
  expect(median(prompt), seen).toBeLessThan(2_000);
  expect(Math.min(...late), seen).toBeGreaterThan(LATE_MS);
  expect(median(late), seen).toBeLessThan(5_000);
  expect(Math.min(...streamed, ...polled), seen).toBeGreaterThan(0);
  // What one poll finds goes out one by one, a tick of the job apart.
  expect(median(polled), seen).toBeLessThan(60_000);
  expect(Math.max(...polled), seen).toBeLessThan(60_000 + 10_000);
  for (const name of ['bluesky', 'mastodon'] as const) expect(s.locals[name].complaints()).toEqual([]);
});
