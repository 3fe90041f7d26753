import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changed, folderWith, partnersYaml, whole } from '../config/campaign-folder.ts';
import { cli } from './cli.ts';

/* `amplify replay` as other people's scripts call it. */

const record = (text: string, more: object = {}) => ({
  $type: 'app.bsky.feed.post',
  text,
  createdAt: '2026-11-29T08:00:00Z',
  langs: ['en'],
  ...more,
});
const view = (
  rkey: string,
  text: string,
  more: object = {},
  author = { did: 'did:plc:k', handle: 'keepers.example' },
) => ({
  uri: `at://${author.did}/app.bsky.feed.post/${rkey}`,
  cid: `bafy${rkey}`,
  author,
  record: record(text, more),
  indexedAt: '2026-11-29T08:00:01Z',
});
const lines = [
  { feed: [{ post: view('a', 'One #LightTheLamps') }, { post: view('b', 'No tag') }] },
  view('c', 'By others #LightTheLamps', {}, { did: 'did:plc:o', handle: 'other.example' }),
];
const auto = changed(partnersYaml, 'mode: review', 'mode: auto');

const world = async (partners = auto, text = lines.map((line) => JSON.stringify(line)).join('\n')) => {
  const folder = await folderWith({ ...whole, 'config/partners.yaml': partners, 'posts.jsonl': text });
  const environment = {
    CAMPAIGN_DIR: folder.path,
    CAMPAIGN_DATA: join(folder.path, 'data'),
    CAMPAIGN_KEY: 'a key of the tests',
    INIT_CWD: folder.path,
  };
  const given = { network: 'bluesky', partner: 'keepers', at: '2026-11-29T12:00:00+02:00', file: 'posts.jsonl' };
  return {
    path: folder.path,
    run: (change: Partial<typeof given> = {}, more: Record<string, string> = {}, json = true) => {
      const { file, network, partner, at } = { ...given, ...change };
      const args = [
        'amplify',
        'replay',
        file,
        '--network',
        network,
        '--partner',
        partner,
        '--at',
        at,
        ...(json ? ['--json'] : []),
      ];
      return cli(args, { ...environment, ...more });
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
};

describe('amplify replay', () => {
  it('prints every candidate with its state and its reason, in JSON and in words', async () => {
    await using w = await world();
    const ran = await w.run();
    expect([ran.code, ran.err]).toEqual([0, '']);
    const { candidates } = ran.json();
    expect(candidates).toHaveLength(3);
    const by = new Map(candidates.map((one: { remoteId: string }) => [one.remoteId.at(-1), one]));
    expect(by.get('a')).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      partner: 'keepers',
      network: 'bluesky',
      state: 'boosted',
      reason: 'boosted: #LightTheLamps, 1st of 3 today',
      at: '2026-11-29T10:20:00+02:00',
      url: 'https://bsky.app/profile/keepers.example/post/a',
    });
    expect(by.get('b')).toMatchObject({ state: 'declined', reason: 'declined: without #LightTheLamps' });
    expect(by.get('c')).toMatchObject({
      state: 'declined',
      reason: expect.stringContaining('not by The Lamp Keepers'),
    });
    const people = await w.run({}, {}, false);
    expect(people.out).toContain('boosted: #LightTheLamps, 1st of 3 today');
    expect(people.out).toContain('Nothing was sent.');
  });

  it('boosts nothing of a partner without consent', async () => {
    await using w = await world(changed(auto, 'by: E. Person', 'by:'));
    const { candidates } = (await w.run()).json();
    expect(candidates.map((one: { state: string }) => one.state)).toEqual(['declined', 'declined', 'declined']);
    expect(candidates[0].reason).toMatch(/no consent that is on record/);
  });

  it('needs nothing but the files of config/, and leaves nothing behind', async () => {
    await using w = await world();
    await writeFile(join(w.path, 'content/toolkit/lamps-lit.md'), 'broken');
    expect((await w.run()).code).toBe(0);
    await expect(import('node:fs/promises').then(({ readdir }) => readdir(join(w.path, 'data')))).rejects.toThrow(
      /ENOENT/,
    );
  });

  it.each([
    ['no key', {}, { CAMPAIGN_KEY: '' }, /CAMPAIGN_KEY/],
    ['an unknown partner', { partner: 'keeper' }, {}, /did you mean `keepers`\?/],
    [
      'a moment without its offset',
      { at: '2026-11-29T12:00' },
      {},
      /--at 2026-11-29T12:00: write a moment with its offset/,
    ],
    ['no file', { file: 'missing.jsonl' }, {}, /missing.jsonl: there is no such file/],
    ['another file', { file: 'config/partners.yaml' }, {}, /^this line is not JSON/],
  ])('ends with 2 for %s', async (_, change, environment, words) => {
    await using w = await world();
    const ran = await w.run(change, environment);
    expect(ran.code).toBe(2);
    expect(ran.json().problems[0].message).toMatch(words);
  });

  it('names each broken line of the file', async () => {
    await using w = await world(auto, '{oh\n[]\n{oh\n');
    const ran = await w.run();
    expect(ran.code).toBe(2);
    expect(ran.json().problems).toEqual([
      { file: 'posts.jsonl', line: 1, message: expect.stringContaining('not JSON') },
      { file: 'posts.jsonl', line: 3, message: expect.stringContaining('not JSON') },
    ]);
    const people = await w.run({}, {}, false);
    expect([people.out, people.err]).toEqual(['', expect.stringMatching(/^posts\.jsonl:1: .*\nposts\.jsonl:3: .*\n$/)]);
    await writeFile(join(w.path, 'posts.jsonl'), new Uint8Array([91, 93, 10, 34, 255, 34]));
    expect((await w.run()).json().problems).toEqual([
      { file: 'posts.jsonl', line: 2, message: 'this line is not UTF-8 text; name a file of JSON lines' },
    ]);
  });

  it('ends with 1 for faults of the campaign’s files', async () => {
    await using w = await world(changed(auto, 'hold: 20m', 'hold: 25h'));
    const ran = await w.run();
    expect(ran.code).toBe(1);
    expect(ran.json().problems[0]).toMatchObject({ file: 'config/partners.yaml', line: 12 });
  });

  it('ends with 2, and one JSON document, for a wrong command line', async () => {
    const ran = await cli(['amplify', 'replay', 'x.jsonl', '--json']);
    expect(ran.code).toBe(2);
    expect(ran.json().problems[0].message).toMatch(/--network/);
  });
});
