import { describe, expect, it } from 'vitest';
import { realNow } from '../../src/clock.ts';
import { networkNames } from '../../src/model.ts';
import { smallDisk, spentQuota } from './full-disk.ts';
import { type Life, life } from './life.ts';
import { A_TICK, soon } from './soon.ts';
import { until } from './until.ts';

const attemptsOf = (s: Life, message: string) =>
  s.rows().flatMap((row) => (row.id.startsWith(`due-${message}-`) ? [row.attempts] : []));

describe.each([
  ['a full disk', smallDisk],
  ['a spent quota', spentQuota],
] as const)('%s', (_, open) => {
  it('keeps the network from being called when the attempt cannot be written; a receipt that cannot is found again later', {
    timeout: 180_000,
  }, async ({ skip }) => {
    await using disk = await open();
    if (!disk) return skip('this machine does not let us make one');
    let asked = 0;
    let atPost = () => {};
    await using s = await life({
      messages: 2,
      ...(disk.data ? { data: disk.data } : {}),
      faults: ({ method, path }) => {
        if (method === 'POST' && /putRecord$|\/statuses$|\/tweets$/.test(path)) {
          asked += 1;
          atPost();
        }
        return undefined;
      },
    });
    await s.approve();
    const started = await s.start();
    const pid = started.child.pid ?? 0;
    const cannot = /database or disk is full|disk I\/O error/;

    const at = await soon(s, 'lamp-1');
    disk.fill(pid);
    await until('they were due, and a tick has gone by', () => realNow() > at + A_TICK);
    expect(started.log()).toMatch(cannot);
    // SQLite's log may hold room from before, so that some can still be written; what could not be was not sent.
    expect(asked).toBe(attemptsOf(s, 'lamp-1').reduce((sum, attempts) => sum + attempts, 0));
    disk.free(pid);
    // Where the claim could be written and the attempt could not, a lease has to run out.
    await s.tenMinutesPass();
    await until('they are out', () => s.count('published') === 3);

    const unwritten = () => started.log().split('it is out, but that could not be written down').length;
    const before = unwritten();
    atPost = () => {
      atPost = () => {};
      disk.fill(pid);
    };
    await s.due(networkNames, ['lamp-2']);
    await until('one is out, and its receipt could not be written', () => unwritten() > before);
    disk.free(pid);
    await s.tenMinutesPass();
    await until('all are published', () => s.count('published') === 6);
    expect(s.posts()).toHaveLength(6);
    expect(new Set(s.posts()).size).toBe(6);
    expect(s.rows().every((row) => row.attempts === 1)).toBe(true);
    expect(await s.stop(started)).toBe(0);
  });
});
