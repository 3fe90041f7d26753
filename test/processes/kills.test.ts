import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { networkNames } from '../../src/model.ts';
import type { Fault } from '../../src/rehearsal/local.ts';
import { life } from './life.ts';
import { until } from './until.ts';

/** What strikes each life: a moment of the clock, or a call in which the network has not acted yet, or has. */
const strikes = [
  'clock',
  'x before',
  'x after',
  'clock',
  'bluesky before',
  'bluesky after',
  'clock',
  'mastodon before',
  'mastodon after',
  'clock',
  'x after',
  'x before',
] as const;

/** Mulberry32: the same moments in every run. */
const random = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

const postPath: Readonly<Record<string, RegExp>> = { bluesky: /putRecord$/, mastodon: /\/statuses$/, x: /\/tweets$/ };

describe('start', () => {
  it('may be killed at any moment, a dozen times: nothing is lost, nothing is out twice, and a person is asked only about X', {
    timeout: 240_000,
  }, async () => {
    const dice = random(6);
    let strike: (path: string) => Fault | undefined = () => undefined;
    await using s = await life({
      messages: strikes.length,
      faults: ({ method, path }) => (method === 'POST' ? strike(path) : undefined),
    });
    await s.approve();
    await s.run('status'); // compiles what every life needs

    for (const [i, what] of strikes.entries()) {
      await s.due(networkNames, [`lamp-${i + 1}`]);
      const started = s.begin('start', '--json');
      if (what === 'clock') {
        // While it starts, logs in, plans, or publishes.
        await Promise.race([pause(300 + dice() * 3_000), started.closed]);
      } else {
        const [network = '', when] = what.split(' ') as [string, 'before' | 'after'];
        let struck = false;
        strike = (path) => {
          if (struck || !postPath[network]?.test(path)) return undefined;
          struck = true;
          started.child.kill('SIGKILL');
          return { when, what: { kind: 'close' } };
        };
        await until(what, () => struck);
      }
      await s.stop(started, 'SIGKILL');
      await s.tenMinutesPass();
    }

    const last = await s.start();
    const answered = () => s.rows().every((row) => row.state === 'published' || row.state === 'unconfirmed');
    await until('every one is published, or asks', answered);
    // What was open was looked for and not tried anew: one attempt each, whatever became of it.
    expect(s.rows().filter((row) => row.attempts !== 1)).toEqual([]);
    const asked = s.rows().filter((row) => row.state === 'unconfirmed');
    expect(asked.every((row) => row.network === 'x')).toBe(true);
    // Only X cannot be asked whether a post that it does not show may be sent again.
    expect(asked.length).toBeGreaterThanOrEqual(strikes.filter((what) => what === 'x before').length);
    for (const { id } of asked) {
      // A person looks at the account. The texts of the messages differ in their number.
      const number = /^due-(lamp-\d+)-x$/.exec(id)?.[1] ?? id;
      const out = s.locals.x.posts().find((post) => post.text.startsWith(`Now ${number}.`));
      const said = await s.run('settle', id, ...(out ? ['--published', out.url] : ['--send']), '--json');
      expect(said.json()).toEqual({ done: [id] });
    }
    await until('every one is published', () => s.count('published') === strikes.length * 3);
    expect(await s.stop(last)).toBe(0);

    const posts = s.posts();
    expect(new Set(posts).size).toBe(posts.length);
    expect(posts).toHaveLength(strikes.length * 3);
    expect(s.all('select 1 from attempt where outcome is null')).toEqual([]);
  });
});
