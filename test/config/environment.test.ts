import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/config/environment.ts';
import { Secret } from '../../src/config/secret.ts';
import { UsageError } from '../../src/errors.ts';
import { rehearsalEnvironment } from '../../src/rehearsal/run/targets.ts';

const noFiles = (path: string): string => {
  throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
};
const read = (env: Record<string, string | undefined>, files: (path: string) => string = noFiles) =>
  readEnvironment(env, '/work', files);

const mistakesOf = (env: Record<string, string>, files = noFiles): string[] => {
  try {
    read(env, files);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message.split('\n');
  }
  return [];
};

const x = { X_APP_KEY: 'key-1', X_APP_SECRET: 'key-2', X_ACCESS_TOKEN: 'key-3', X_ACCESS_SECRET: 'key-4' };

describe('the environment', () => {
  it('may be empty: the repository, its data folder, this machine, no network', () => {
    const repository = process.cwd();
    expect(read({})).toEqual({
      folder: repository,
      data: `${repository}/data`,
      redisUrl: undefined,
      databaseUrl: undefined,
      key: undefined,
      host: '127.0.0.1',
      port: 3000,
      networks: { bluesky: undefined, mastodon: undefined, x: undefined },
      incomplete: { bluesky: [], mastodon: [], x: [] },
      jetstreamUrls: Array(4).fill(
        expect.stringMatching(/^wss:\/\/jetstream\d\.us-(?:ea|we)st\.bsky\.network\/subscribe$/),
      ),
    });
  });

  it.each([
    [{ CAMPAIGN_DIR: 'mine' }, '/work/mine', '/work/mine/data'],
    [{ CAMPAIGN_DIR: 'mine', INIT_CWD: '/home/me' }, '/home/me/mine', '/home/me/mine/data'],
    [{ CAMPAIGN_DIR: '/srv/c', CAMPAIGN_DATA: '../d', INIT_CWD: '/home/me' }, '/srv/c', '/home/d'],
    [{ CAMPAIGN_DIR: '  ', CAMPAIGN_DATA: '/d' }, process.cwd(), '/d'],
  ])('%j names the folders', (env, folder, data) => {
    expect(read(env)).toMatchObject({ folder, data });
  });

  it('configures a network when all that it needs is there', () => {
    const { networks, incomplete } = read({
      BLUESKY_IDENTIFIER: 'lamps.example',
      BLUESKY_APP_PASSWORD: 'key-5',
      MASTODON_URL: 'http://127.0.0.1:4000/',
      MASTODON_ACCESS_TOKEN: 'key-6',
      ...x,
    });
    expect(incomplete).toEqual({ bluesky: [], mastodon: [], x: [] });
    expect(networks.bluesky).toMatchObject({ service: 'https://bsky.social', identifier: 'lamps.example' });
    expect(networks.bluesky?.password.reveal()).toBe('key-5');
    expect(networks.mastodon?.url).toBe('http://127.0.0.1:4000');
    expect(networks.x?.apiUrl).toBe('https://api.x.com');
    expect(networks.x?.accessSecret.reveal()).toBe('key-4');
  });

  it.each([
    [{ BLUESKY_IDENTIFIER: 'a' }, { bluesky: ['BLUESKY_APP_PASSWORD'], mastodon: [], x: [] }],
    [
      { BLUESKY_SERVICE: 'https://a.example' },
      { bluesky: ['BLUESKY_IDENTIFIER', 'BLUESKY_APP_PASSWORD'], mastodon: [], x: [] },
    ],
    [{ MASTODON_ACCESS_TOKEN: 'a' }, { bluesky: [], mastodon: ['MASTODON_URL'], x: [] }],
    [
      { ...x, X_ACCESS_SECRET: ' ' },
      { bluesky: [], mastodon: [], x: ['X_ACCESS_SECRET'] },
    ],
  ])('%j is not enough, and what is missing is named', (env, incomplete) => {
    const environment = read(env);
    expect(environment.incomplete).toEqual(incomplete);
    expect(Object.values(environment.networks).every((network) => network === undefined)).toBe(true);
  });

  it('reads secrets from files, without the line feed at their end', () => {
    const files: Record<string, string> = { '/run/token': 'key-7\n', '/home/me/key': 'key-8' };
    const { networks, key, incomplete } = read(
      {
        INIT_CWD: '/home/me',
        MASTODON_URL: 'https://a.example',
        MASTODON_ACCESS_TOKEN_FILE: '/run/token',
        CAMPAIGN_KEY_FILE: 'key',
      },
      (path) => files[path] ?? noFiles(path),
    );
    expect([networks.mastodon?.token.reveal(), key?.reveal()]).toEqual(['key-7', 'key-8']);
    expect(incomplete.mastodon).toEqual([]);
  });

  it('tells all mistakes at once, without any value that may be secret', () => {
    const mistakes = mistakesOf({
      PORT: '70000',
      REDIS_URL: 'http://:hidden-1@host',
      DATABASE_URL: 'hidden-2',
      MASTODON_URL: 'https://me:hidden-3@host',
      X_API_URL: 'hidden-4',
      JETSTREAM_URL: 'wss://one.example, ftp://hidden-5, hidden-7',
      CAMPAIGN_KEY: 'hidden-6',
      CAMPAIGN_KEY_FILE: '/key',
      X_APP_KEY_FILE: '/nowhere',
    });
    expect(mistakes.sort()).toEqual([
      'CAMPAIGN_KEY and CAMPAIGN_KEY_FILE are both set; keep one of the two',
      expect.stringMatching(/^DATABASE_URL is not an address of the right kind; write for instance postgres:/),
      expect.stringMatching(/^JETSTREAM_URL is not an address of the right kind; write for instance wss:/),
      expect.stringMatching(/^MASTODON_URL holds a user name or password; take it out/),
      expect.stringMatching(/^PORT is not a port; write a whole number from 0/),
      expect.stringMatching(/^REDIS_URL is not an address of the right kind; write for instance redis:/),
      expect.stringMatching(/^X_API_URL is not an address of the right kind; write for instance https:/),
      expect.stringMatching(/^X_APP_KEY_FILE names a file that cannot be read \(\/nowhere: ENOENT\)/),
    ]);
    expect(mistakes.join()).not.toContain('hidden');
  });

  it.each([
    ['wss://one.example/subscribe', ['wss://one.example/subscribe']],
    [' ws://127.0.0.1:1/subscribe , https://two.example/ ,', ['ws://127.0.0.1:1/subscribe', 'https://two.example']],
  ])('takes %s for servers of the stream, in that order', (written, urls) => {
    expect(read({ JETSTREAM_URL: written }).jetstreamUrls).toEqual(urls);
  });

  it('wants an address where there are only commas', () => {
    expect(mistakesOf({ JETSTREAM_URL: ' , ' })).toEqual([expect.stringMatching(/^JETSTREAM_URL is not an address/)]);
  });

  it('says that a file of a secret is empty', () => {
    expect(mistakesOf({ CAMPAIGN_KEY_FILE: '/key' }, (() => '\n') as never)).toEqual([
      'CAMPAIGN_KEY_FILE names an empty file (/key); write the secret into it',
    ]);
  });

  it.each(['redis://127.0.0.1:6379/0', 'rediss://user:word@host'])('takes %s for Redis', (url) => {
    expect(read({ REDIS_URL: url }).redisUrl?.reveal()).toBe(url);
  });

  it('shows no secret, however it is printed', () => {
    const environment = read({ CAMPAIGN_KEY: 'key-9', REDIS_URL: 'redis://:key-10@host', ...x });
    const printed = [
      inspect(environment, { depth: 9, showHidden: true }),
      JSON.stringify(environment),
      `${environment.key}`,
      String(environment.networks.x?.appKey),
    ];
    expect(printed.join('\n')).not.toMatch(/key-\d/);
    expect(JSON.stringify({ secret: new Secret('key-9') })).toBe('{"secret":"[secret]"}');
  });
});

describe('a rehearsal', () => {
  it('sees neither credentials nor services, except those of the networks it is pointed at', () => {
    const env = {
      PATH: '/bin',
      REDIS_URL: 'r',
      DATABASE_URL: 'd',
      CAMPAIGN_KEY: 'k',
      JETSTREAM_URL: 'j',
      BLUESKY_APP_PASSWORD_FILE: 'b',
      MASTODON_URL: 'm',
      ...x,
    };
    const alone = rehearsalEnvironment(env, '/', []);
    expect(alone).toMatchObject({ redisUrl: undefined, databaseUrl: undefined, key: undefined });
    expect(alone.networks).toEqual({ bluesky: undefined, mastodon: undefined, x: undefined });
    const pointed = rehearsalEnvironment(env, '/', [{ network: 'x', url: 'http://127.0.0.1:9' }]);
    expect(pointed.networks).toMatchObject({
      bluesky: undefined,
      mastodon: undefined,
      x: { apiUrl: 'http://127.0.0.1:9' },
    });
  });
});
