import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { realNow } from '../../src/clock.ts';
import { life } from './life.ts';
import { soon } from './soon.ts';
import { until } from './until.ts';

/* The store when it cannot be had, or is no store. A full disk: full-disk.test.ts. */

/** Somebody else who writes: an SQLite shell, a backup, another program. */
const holdLock = (file: string): Disposable => {
  const db = new DatabaseSync(file, { timeout: 10_000 });
  db.exec('begin immediate');
  return {
    [Symbol.dispose]: () => {
      db.exec('rollback');
      db.close();
    },
  };
};

describe('a store that another process holds', () => {
  it('is waited for, for a moment; held for long, errors are logged; nothing is lost, and nothing is sent without its attempt', {
    timeout: 180_000,
  }, async () => {
    let asked = 0;
    let atPost = () => {};
    await using s = await life({
      messages: 3,
      faults: ({ method, path }) => {
        if (method === 'POST' && path === '/2/tweets') {
          asked += 1;
          atPost();
        }
        return undefined;
      },
    });
    await s.approve();
    const started = await s.start();
    const locked = /database is locked/;

    const first = await soon(s, 'lamp-1', ['x']);
    {
      using _ = holdLock(s.storeFile);
      await until('it was due for two seconds', () => realNow() > first + 2_000);
      expect(asked).toBe(0);
    }
    await until('it is out', () => s.count('published') === 1);

    const second = await soon(s, 'lamp-2', ['x']);
    {
      using _ = holdLock(s.storeFile);
      await until('somebody was told', () => realNow() > second && locked.test(started.log()));
      expect(asked).toBe(1);
      expect((await s.run('status', '--json')).json().counts.published).toBe(1);
    }
    await until('it is out', () => s.count('published') === 2);

    let held: Disposable | undefined;
    atPost = () => {
      atPost = () => {};
      held = holdLock(s.storeFile);
    };
    await s.due(['x'], ['lamp-3']);
    await until('its receipt could not be written', () =>
      /it is out, but that could not be written down/.test(started.log()),
    );
    held?.[Symbol.dispose]();
    await s.tenMinutesPass();
    await until('it was found', () => s.count('published') === 3);
    expect(s.posts()).toHaveLength(3);
    expect(s.rows().map((row) => row.attempts)).toEqual([1, 1, 1]);
    expect(await s.stop(started)).toBe(0);
  });
});

describe('a store that is none', () => {
  it.each([
    ['garbage', Buffer.alloc(20_000, 'not a database. '), /the file is not a database/],
    ['one whose pages are garbage after a good beginning', 'damaged', /the file is (not a database|damaged)/],
    ['a folder', undefined, /the file cannot be opened/],
  ] as const)(
    'ends the program with one message that names the file and the mend, and is not touched: %s',
    { timeout: 60_000 },
    async (_, bytes, words) => {
      await using s = await life();
      if (bytes === undefined) await mkdir(s.storeFile);
      else if (bytes === 'damaged') {
        await s.approve();
        const whole = await readFile(s.storeFile);
        await writeFile(s.storeFile, Buffer.concat([whole.subarray(0, 100), Buffer.alloc(whole.length - 100, 'x')]));
      } else await writeFile(s.storeFile, bytes);
      const before = bytes === undefined ? undefined : await readFile(s.storeFile);
      const [start, status] = await Promise.all([s.run('start', '--json'), s.run('status', '--json')]);
      for (const ran of [start, status]) {
        expect(ran.code).toBe(2);
        const { problems } = ran.json();
        expect(problems).toHaveLength(1);
        expect(problems[0].message).toContain(s.storeFile);
        expect(problems[0].message).toMatch(words);
        expect(ran.out + ran.err).not.toMatch(/at .*\.ts:\d+/);
      }
      if (before) expect((await readFile(s.storeFile)).equals(before)).toBe(true);
    },
  );
});
