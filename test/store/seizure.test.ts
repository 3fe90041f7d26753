import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32, gzipSync, zstdCompressSync } from 'node:zlib';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { followed } from '../../src/store/followed.ts';
import { holdings, seize } from '../../src/store/seizure.ts';
import { sightings } from '../../src/store/sightings.ts';
import { openStore } from '../../src/store/store.ts';
import { watchKeys } from '../../src/store/watch-keys.ts';
import { DAY, endOfWeek, goneThere, HOUR, monday, post } from './public.ts';
import { key } from './watched.ts';

/* Every account here is made up: 24 letters where a DID has them, servers that cannot be. */

const theirs = 'did:plc:qqqqqqqqqqqqqqqqqqqqqqqq';
const us = 'did:plc:uuuuuuuuuuuuuuuuuuuuuuuu';
const text = 'The six organisations do not stand alone: say so with us. #StandWithThe6';
const own = {
  texts: ['The six organisations do not stand alone: say so with us.', 'See what @UN_made_up says'],
  accounts: [us, 'us.example', '@us@ours.example', '@partner@theirs.example', 'weAreUs'],
};

/** A data folder as it is after some weeks of watching, with nothing in it that should not be. */
const cleanFolder = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seized-'));
  const file = join(folder, 'campaign.db');
  await using store = await openStore(file);
  const { db } = store;
  await sql`pragma synchronous = off`.execute(db);
  const keys = watchKeys(key);
  const seen = sightings(db, keys);
  await seen.keyIs(keys.check);
  for (const source of ['bluesky', 'mastodon:one.example'] as const) {
    const sights = Array.from({ length: 60 }, (_, i) =>
      post(`p${i}`, {
        source,
        author: `somebody${i}@people.example`,
        at: i * 4 * HOUR + 777,
        nextAt: monday + i * HOUR + 1,
      }),
    );
    const notes = JSON.stringify({ marks: [{ id: '115000000000000001', at: monday }], refused: 'it asks for a token' });
    const covered = { from: monday, to: monday + DAY };
    await seen.take({ source, sights, cursor: '115000000000000001', seenAt: monday + DAY, notes, covered });
    await seen.take({ source, sights: [goneThere('p7', 'mastodon:one.example')] });
  }
  const follow = followed(db, keys);
  const due = await follow.due(monday + 20 * DAY, 100);
  const counts = { likes: 3, boosts: 2, replies: 1, quotes: 0 };
  await follow.snapshot(
    due.map(({ id }) => ({ id, at: monday + 2 * DAY + 5, counts, next: { looks: 1, at: monday + 3 * DAY + 5 } })),
  );
  await seen.closeWeeks(monday + 8 * DAY, endOfWeek);
  await seen.forgetOlder(monday + 3 * DAY);
  const ours = { delivery: 'd1', step: 0 };
  await db
    .insertInto('delivery')
    .values({
      id: 'd1',
      message: 'm',
      lang: 'en',
      network: 'bluesky',
      slot_at: 1,
      text_hash: 'h',
      state: 'published',
      tries: 0,
      content: JSON.stringify({ posts: [text] }),
    } as never)
    .execute();
  await db
    .insertInto('attempt')
    .values({ ...ours, text, lang: 'en', hash: 'h', key: 'k', created_at: 1, looks: 0, accompaniment: '{}' })
    .execute();
  const link = {
    remote_id: `at://${us}/app.bsky.feed.post/3aaaaaaaaaaaa`,
    url: `https://bsky.app/profile/us.example/post/3aaaaaaaaaaaa`,
  };
  await db
    .insertInto('receipt')
    .values({ ...ours, attempt: 1, ...link, version: null, at: 1, retracted_at: null })
    .execute();
  await db
    .insertInto('partner_account')
    .values({
      partner: 'p',
      network: 'mastodon',
      named: '@partner@theirs.example',
      remote_id: '123',
      handle: 'partner@theirs.example',
      problem: null,
      looked_at: 1,
    })
    .execute();
  const log = { level: 30, name: 'publish', url: link.url, handle: 'us.example', msg: 'published', text };
  writeFileSync(join(folder, 'worker.log'), `${JSON.stringify(log)}\n    at node_modules/@atproto/api/dist/x.js:1:1\n`);
  mkdirSync(join(folder, 'rehearsal'));
  writeFileSync(
    join(folder, 'rehearsal', 'timeline-mastodon.html'),
    `<style>@media print{}@font-face{}</style><bdi>@us@ours.example</bdi> <a href="https://example.org/@toolkit">x</a>`.replace(
      '/@toolkit',
      '/toolkit',
    ),
  );
  writeFileSync(join(folder, 'report.json'), JSON.stringify({ ours: [{ url: link.url, text }], hours: [1, 2] }));
  return { folder, file, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
};

const told = async (folder: string) =>
  (await seize(folder, own)).map(({ file, place, what }) => `${file} | ${place.replace(/byte \d+/, 'byte')} | ${what}`);

/** Leaves the log full and the file as it was, as a killed process does. */
const inLogOnly = (file: string, statements: string): DatabaseSync => {
  const db = new DatabaseSync(file);
  db.exec('pragma journal_mode = wal; pragma wal_autocheckpoint = 0; pragma secure_delete = off');
  db.exec(statements);
  return db;
};

/** As Redis packs a string that says the same thing twice (LZF): pieces of 32 letters at most, then as much as there was once again. */
const packedTwice = (once: string): Buffer => {
  const n = once.length;
  const piece = (from: number, to: number) =>
    Buffer.concat([Buffer.from([to - from - 1]), Buffer.from(once.slice(from, to))]);
  const packed = Buffer.concat([piece(0, 20), piece(20, n), Buffer.from([7 << 5, n - 2 - 7, n - 1])]);
  return Buffer.concat([Buffer.from([0xc3, packed.length, 0x40, n * 2]), packed]);
};

describe('a seized folder', () => {
  it('that holds counts and our own posts tells nothing', async () => {
    using clean = await cleanFolder();
    expect(await seize(clean.folder, own)).toEqual([]);
    const held = await holdings(clean.folder);
    expect(held).toContainEqual({
      file: 'campaign.db',
      what: expect.stringContaining('by hour, language'),
      rows: expect.any(Number),
    });
    expect(held.every(({ rows }) => rows > 0)).toBe(true);
  });

  it('is left as it was', async () => {
    using clean = await cleanFolder();
    const look = () => readdirSync(clean.folder).map((name) => [name, statSync(join(clean.folder, name)).mtimeMs]);
    const before = look();
    await seize(clean.folder, own);
    expect(look()).toEqual(before);
  });

  it.each([
    ['a DID', theirs, 'an account (DID)'],
    ['a DID of the web', 'did:web:somebody.example', 'an account (DID)'],
    ['an address', `at://${theirs}/app.bsky.feed.post/3bbbbbbbbbbbb`, 'the address of a post'],
    ['an address by handle', 'at://somebody.example/app.bsky.feed.post/3bbbbbbbbbbbb', 'the address of a post'],
    ['a Mastodon account', '@somebody@people.example', 'an account (user@server)'],
    ['a Mastodon account in JSON', String.raw`{"acct":"somebody\u0040people.example"}`, 'acct'],
    ['an account of a rehearsal', '@somebody@127.0.0.1:4000', 'an account (user@server)'],
    ['a handle', 'somebody.bsky.social', 'handles'],
    ['a mention', 'thanks to @somebody_else for it', 'a mention'],
    ['a link to a post', 'https://people.example/@somebody/115000000000000001', 'the link to a post or profile'],
    ['a link in a URL', 'https%3A%2F%2Fpeople.example%2F%40somebody%2F115', 'the link to a post or profile'],
    ['an ActivityPub address', 'https://people.example/users/somebody/statuses/115', 'the link to a post or profile'],
    ['a profile', 'https://bsky.app/profile/somebody.example', 'the link to a post or profile'],
    ['a post on X', 'https://x.com/somebody/status/2126852383878152192', 'the link to a post or profile'],
    ['a profile on X', 'https://twitter.com/somebody', 'the link to a profile on X'],
    ['a name', '{"display_name":"نادية"}', 'display_name'],
    ['a text', '{"record":{"text":"I stand with them, whoever asks."}}', '“text”'],
    ['a text between ours', `{"posts":[{"text":${JSON.stringify(text)}},{"text":"and mine"}]}`, '“text”'],
    ['an id', '{"author_id":"2244994945"}', 'author_id'],
  ])('tells of %s in a log', async (_, leak, what) => {
    using clean = await cleanFolder();
    appendFileSync(join(clean.folder, 'worker.log'), `${leak}\n`);
    const found = await seize(clean.folder, own);
    expect(found).toMatchObject([{ file: 'worker.log', what: expect.stringContaining(what), times: 1 }]);
    expect(JSON.stringify(found)).not.toContain('somebody');
    expect(JSON.stringify(found)).not.toContain(theirs);
  });

  it.each([
    ['our DID', `{"did":"${us}"}`],
    ['our addresses', `https://ours.example/@us/115 https://x.com/weAreUs/status/2126852383878152192`],
    ['partners’ accounts', 'https://theirs.example/@partner @partner@theirs.example'],
    ['what our texts say', 'a part: See what @UN_made_up says'],
    ['packages and style', `import '@hono/node-server'; @layer base{} /** @param x */ a@b`],
    ['numbers and hashes', '{"author":"","posts":12,"hash":"d824df9e1a796391c198bb426c83c8d4"}'],
    [
      'sites',
      'https://example.org/toolkit https://api.x.com/2/tweets https://bsky.social/xrpc/x https://x.com/search?q=a',
    ],
  ])('tells nothing by %s', async (_, line) => {
    using clean = await cleanFolder();
    appendFileSync(join(clean.folder, 'worker.log'), `${line}\n`);
    expect(await told(clean.folder)).toEqual([]);
  });

  it('tells of what a column holds, and where', async () => {
    using clean = await cleanFolder();
    using db = inLogOnly(
      clean.file,
      `
      insert into pause values ('x', 'paused', 'asked by @somebody@people.example', 'Nadia', 1);
      update sighting set author_hash = 'Nadia' where post_hash = (select min(post_hash) from sighting);
      update followed set at = at + 1, remote_id = '115000000000000001' where id = (select min(id) from followed);
      update cursor set cursor = '115000000000000001' where source = 'bluesky';
      update cursor set notes = '{"marks":["115000000000000001"]}' where source = 'mastodon:one.example';
      update hour set lang = 'x-nadia' where hour_at = (select min(hour_at) from hour) and network = 'bluesky';
      create table people (name text); insert into people values ('Nadia');
      alter table author add column name text;`,
    );
    expect((await told(clean.folder)).filter((line) => line.startsWith('campaign.db |')).sort()).toEqual([
      'campaign.db | table cursor, column cursor | something that is neither a hash, nor sealed, nor a whole hour',
      'campaign.db | table cursor, column notes | something that is neither a hash, nor sealed, nor a whole hour',
      'campaign.db | table followed, column at | something that is neither a hash, nor sealed, nor a whole hour',
      'campaign.db | table followed, column remote_id | something that is neither a hash, nor sealed, nor a whole hour',
      'campaign.db | table hour, column lang | something that is neither a hash, nor sealed, nor a whole hour',
      'campaign.db | table pause, column reason | an account (user@server)',
      'campaign.db | table people, column name | a column that this program does not make',
      'campaign.db | table sighting, column author_hash | something that is neither a hash, nor sealed, nor a whole hour',
    ]);
    expect(db.isOpen).toBe(true);
  });

  it('tells of what is only in the log', async () => {
    using clean = await cleanFolder();
    using _db = inLogOnly(
      clean.file,
      `
      insert into pause values ('x', 'paused', '${theirs}', 'Nadia', 1);
      update pause set reason = 'nothing';`,
    );
    expect(await told(clean.folder)).toEqual(['campaign.db-wal | byte, in no row any more | an account (DID)']);
  });

  it('tells of what is only in free pages', async () => {
    using clean = await cleanFolder();
    {
      using db = new DatabaseSync(clean.file);
      db.exec('pragma secure_delete = off');
      const row = db.prepare('insert into approval (verb, message, lang, hash, by, at) values (?, ?, ?, ?, ?, ?)');
      for (let i = 0; i < 40; i += 1) row.run('approve', 'm', 'en', 'h', `${theirs} ${'x'.repeat(600)}`, 1);
      db.exec('delete from approval; pragma wal_checkpoint(truncate); pragma journal_mode = delete');
    }
    expect(await told(clean.folder)).toEqual(['campaign.db | byte, in no row any more | an account (DID)']);
  });

  it.each<[string, string, Buffer | string, string]>([
    [
      'a dump of Redis, packed',
      'redis/dump.rdb',
      Buffer.concat([Buffer.from('REDIS0010'), packedTwice(`${theirs.slice(8)}" did:plc:`)]),
      'packed at byte',
    ],
    ['a dump of Redis, plain', 'redis/dump.rdb', Buffer.from(`REDIS0010\0\x20${theirs}\0`), 'byte'],
    ['Redis’s append-only file', 'redis/appendonly.aof', `*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$32\r\n${theirs}\r\n`, 'byte'],
    ['an export', 'out/posts.csv', `uri,likes\n${theirs},3\n`, 'byte'],
    ['a backup, gzip', 'backup.gz', gzipSync(`x\0${theirs}\0`), 'unpacked, byte'],
    ['a backup, zstd', 'backup.zst', zstdCompressSync(`x\0${theirs}\0`), 'unpacked, byte'],
    [
      'a core file',
      'core.1',
      Buffer.concat([Buffer.alloc((8 << 20) - 10), Buffer.from(`\0${theirs}\0`), Buffer.alloc(99)]),
      'byte',
    ],
    ['the name of a file', 'somebody.bsky.social.json', '{}', 'its name'],
  ])('tells of what is in %s', async (_, name, bytes, place) => {
    using clean = await cleanFolder();
    const file = join(clean.folder, name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, bytes);
    const found = await told(clean.folder);
    expect(found.length).toBeGreaterThan(0);
    for (const line of found) expect(line).toMatch(new RegExp(`^${name} \\| ${place} \\| an account`));
  });

  it('tells of what is in a backup under another name, by column', async () => {
    using clean = await cleanFolder();
    const copy = join(clean.folder, 'backups', 'before-the-move.bak');
    mkdirSync(join(copy, '..'));
    {
      using db = new DatabaseSync(clean.file);
      db.exec(`vacuum into '${copy}'`);
    }
    {
      using db = new DatabaseSync(copy);
      db.exec(`update attempt set detail = 'answered ${theirs}'`);
    }
    expect(await told(clean.folder)).toContain(
      'backups/before-the-move.bak | table attempt, column detail | an account (DID)',
    );
  });

  it('passes over the program’s own compiled code, unless something was added to it', async () => {
    using clean = await cleanFolder();
    const code = Buffer.from(`// for instance ${theirs}`);
    const head = Buffer.alloc(20);
    head.writeUInt32LE(0x8adfdbb2, 0);
    head.writeUInt32LE(crc32(code), 16);
    writeFileSync(join(clean.folder, 'c3bb50cc'), Buffer.concat([head, code]));
    expect(await told(clean.folder)).toEqual([]);
    appendFileSync(join(clean.folder, 'c3bb50cc'), '!');
    expect(await told(clean.folder)).toEqual(['c3bb50cc | byte | an account (DID)']);
  });

  it('says when there is an archive that it cannot look into', async () => {
    using clean = await cleanFolder();
    writeFileSync(join(clean.folder, 'all.zip'), Buffer.from([0x50, 0x4b, 3, 4, 0, 0]));
    expect(await told(clean.folder)).toMatchObject([expect.stringContaining('cannot be looked into')]);
  });

  it('tells alike leaks of one file as one', async () => {
    using clean = await cleanFolder();
    const many = Array.from({ length: 500 }, (_, i) => `@somebody${i}@people.example\n`).join('');
    appendFileSync(join(clean.folder, 'worker.log'), many);
    expect(await seize(clean.folder, own)).toMatchObject([{ times: 500 }]);
  });
});
