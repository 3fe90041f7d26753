import { describe, expect, it } from 'vitest';
import { networkNames } from '../../src/model.ts';
import type { Fault } from '../../src/rehearsal/local.ts';
import { life } from './life.ts';
import { until } from './until.ts';

/* What a person does from another process, while the program runs. */

/** Milliseconds: a tick of the planner every five seconds, on a busy machine. */
const WITHIN_SECONDS = 15_000;

describe('a person, while the program runs', () => {
  it('publishes at once what is planned for later, corrects it, and retracts it: on each network, with the record kept', {
    timeout: 180_000,
  }, async () => {
    await using s = await life();
    await s.approve();
    const started = await s.start();
    await until(
      'the plan',
      () => s.all("select id from delivery where state = 'planned' and lang = 'en' group by network").length === 3,
    );
    const planned = s.all<{ id: string; network: 'bluesky' | 'mastodon' | 'x' }>(
      "select min(id) as id, network from delivery where lang = 'en' group by network order by network",
    );
    const stateOf = (id: string) => s.all<{ state: string }>(`select state from delivery where id = '${id}'`)[0]?.state;

    const each = async (...args: string[]) => {
      const [command = '', ...options] = args;
      const ran = await Promise.all(planned.map(({ id }) => s.run(command, id, ...options, '--json')));
      return ran.map((one) => one.json());
    };

    expect(await each('publish-now')).toEqual(planned.map(({ id }) => ({ done: [id] })));
    await until('each is out', () => planned.every(({ id }) => stateOf(id) === 'published'), WITHIN_SECONDS);
    const first = networkNames.map((name) => s.locals[name].posts()[0]!);
    expect(s.posts()).toHaveLength(3);

    const words = 'Correction: two lamps.';
    const corrections = await each('correct', '--text', words, '--by', 'A. Person');
    expect(corrections).toMatchObject(planned.map(({ id }) => ({ of: id, by: 'A. Person' })));
    await until(
      'each is corrected',
      () => corrections.every(({ done: [id] }) => stateOf(id) === 'published'),
      WITHIN_SECONDS,
    );
    for (const [i, name] of networkNames.entries()) {
      const [post, reply, ...more] = s.locals[name].posts();
      expect([name, more]).toEqual([name, []]);
      expect([name, reply?.text, reply?.replyTo]).toEqual([name, words, first[i]?.id]);
      expect(post?.id).toBe(first[i]?.id);
    }

    expect(await each('retract', '--yes', '--by', 'A. Person')).toEqual(planned.map(({ id }) => ({ done: [id] })));
    expect(s.posts().sort()).toEqual(networkNames.map((name) => `${name}: ${words}`));
    for (const { id } of planned) {
      expect(stateOf(id)).toBe('retracted');
      const [record] = s.all<{ url: string; retracted_at: number | null }>(
        `select url, retracted_at from receipt where delivery = '${id}'`,
      );
      expect(record).toMatchObject({ url: expect.stringMatching(/^http/), retracted_at: expect.any(Number) });
    }
    const [id = ''] = planned.map((one) => one.id);
    const again = await Promise.all([s.run('publish-now', id, '--json'), s.run('retract', id, '--yes', '--json')]);
    expect(again.map((ran) => ran.json().problems[0].message)).toEqual([
      expect.stringMatching(/is retracted: only/),
      expect.stringMatching(/nothing of .* is out: it is retracted/),
    ]);
    // Nothing comes back by itself: the planner looks at everything once more.
    const tick = s.lastTick();
    await until('another tick', () => s.lastTick() > tick);
    expect(s.posts()).toHaveLength(3);
    expect(await s.stop(started)).toBe(0);
  });

  it('pauses a network on which a delivery is being tried again, and resumes it: both are felt within seconds', {
    timeout: 120_000,
  }, async () => {
    let fault: Fault | undefined = { when: 'before', what: { kind: 'answer', status: 503, body: 'later' } };
    await using s = await life({
      faults: ({ method, path }) => (method === 'POST' && path === '/api/v1/statuses' ? fault : undefined),
    });
    await s.approve();
    await s.due(['mastodon', 'bluesky']);
    const started = await s.start();
    const mastodon = () => s.rows().find((row) => row.network === 'mastodon')!;
    await until('it is being tried again', () => mastodon().attempts > 0 && s.count('published') === 1);

    expect((await s.run('pause', 'mastodon', '--json')).json()).toEqual({ done: ['mastodon'] });
    fault = undefined;
    await s.tenMinutesPass();
    const { attempts } = mastodon();
    const ticks = [s.lastTick()];
    await until('the planner has looked twice', () => {
      if (s.lastTick() !== ticks.at(-1)) ticks.push(s.lastTick());
      return ticks.length > 2;
    });
    expect(mastodon().attempts).toBe(attempts);
    expect(s.locals.mastodon.posts()).toEqual([]);
    expect(await started.health()).toBe(200); // the others go on

    await s.run('resume', 'mastodon');
    await until('it is out', () => mastodon().state === 'published', WITHIN_SECONDS);
    expect(s.locals.mastodon.posts()).toHaveLength(1);
    expect(await s.stop(started)).toBe(0);
  });

  it('answers for a lost answer of X: “it is out, here” takes the receipt, “send it” sends it', {
    timeout: 120_000,
  }, async () => {
    // The first request is acted on and the second is not; neither gets an answer, and X does not show its posts.
    let asked = 0;
    await using s = await life({
      messages: 2,
      faults: ({ method, path }) => {
        if (path === '/2/tweets' && method === 'POST') {
          asked += 1;
          if (asked <= 2) return { when: asked === 1 ? 'after' : 'before', what: { kind: 'close' } };
        }
        const empty = JSON.stringify({ meta: { result_count: 0 } });
        return /^\/2\/users\/.*\/tweets$/.test(path)
          ? { when: 'before', what: { kind: 'answer', status: 200, body: empty } }
          : undefined;
      },
    });
    await s.approve();
    await s.due(['x'], ['lamp-1', 'lamp-2']);
    const started = await s.start();
    await until('both answers are lost', () => s.all('select 1 from attempt where lost_at is not null').length === 2);
    await s.tenMinutesPass();
    await until('nobody can tell', () => s.count('unconfirmed') === 2, 2 * WITHIN_SECONDS);
    const status = (await s.run('status', '--json')).json();
    expect(status.counts.unconfirmed).toBe(2);
    expect(status.waiting.map((one: { kind: string }) => one.kind)).toEqual(['unconfirmed', 'unconfirmed']);

    const [out] = s.locals.x.posts();
    const isOut = /lamp-\d/.exec(out!.text)![0];
    const isNot = isOut === 'lamp-1' ? 'lamp-2' : 'lamp-1';
    expect((await s.run('settle', `due-${isOut}-x`, '--published', out!.url)).code).toBe(0);
    expect((await s.run('settle', `due-${isNot}-x`, '--send')).code).toBe(0);
    await until('both are published', () => s.count('published') === 2, WITHIN_SECONDS);
    expect(s.locals.x.posts().map((post) => /lamp-\d/.exec(post.text)?.[0])).toEqual([isOut, isNot]);
    expect((await s.run('settle', `due-${isNot}-x`, '--send')).code).toBe(2);
    expect(await s.stop(started)).toBe(0);
  });
});
