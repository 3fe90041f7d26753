import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { type NetworkName, networkNames } from '../model.ts';
import { type MailSettings, mailSettings } from './mail.ts';
import { Secret } from './secret.ts';
import { networkVariables, setting, type Variables } from './variables.ts';

/*
 * What the environment says, read once at the border. Nothing here prints a value: a password in the wrong variable
 * must not reach a log either.
 */

export type Environment = {
  /** Holds `config/` and `content/`. */
  readonly folder: string;
  readonly data: string;
  /** Unset: a Redis of our own in the data folder. May hold a password. */
  readonly redisUrl?: Secret;
  /** Unset: `campaign.db` in the data folder. May hold a password. */
  readonly databaseUrl?: Secret;
  readonly key?: Secret;
  readonly host: string;
  readonly port: number;
  readonly networks: {
    readonly bluesky?: { readonly service: string; readonly identifier: string; readonly password: Secret };
    readonly mastodon?: { readonly url: string; readonly token: Secret };
    readonly x?: {
      readonly apiUrl: string;
      readonly appKey: Secret;
      readonly appSecret: Secret;
      readonly accessToken: Secret;
      readonly accessSecret: Secret;
    };
  };
  /** Of a network of which only some variables are set: those that are missing. Empty when none or all are set. */
  readonly incomplete: Readonly<Record<NetworkName, readonly string[]>>;
  /** Unset: reports are kept, and not mailed. */
  readonly mail?: MailSettings;
  /** The language of scheduled reports; unset: English. */
  readonly reportLang?: string;
  /** Servers of Bluesky's stream, tried in turn. */
  readonly jetstreamUrls: readonly string[];
};

const repository = resolve(import.meta.dirname, '../..');

const defaults: Readonly<Record<string, string>> = {
  BLUESKY_SERVICE: 'https://bsky.social',
  X_API_URL: 'https://api.x.com',
  // The four public servers; any of them shows the whole network.
  JETSTREAM_URL: ['jetstream1.us-east', 'jetstream2.us-east', 'jetstream1.us-west', 'jetstream2.us-west']
    .map((name) => `wss://${name}.bsky.network/subscribe`)
    .join(','),
};

type ReadFile = (path: string) => string;

/** Reads variables one by one and collects what is wrong with them. */
const reader = (env: Variables, from: string, readFile: ReadFile) => {
  const mistakes: string[] = [];

  const plain = (name: string): string | undefined => setting(env, name) ?? defaults[name];

  const secret = (name: string): Secret | undefined => {
    const here = setting(env, name);
    const file = setting(env, `${name}_FILE`);
    if (here !== undefined && file !== undefined) {
      mistakes.push(`${name} and ${name}_FILE are both set; keep one of the two`);
      return undefined;
    }
    if (file === undefined) return here === undefined ? undefined : new Secret(here);
    try {
      const inside = readFile(resolve(from, file)).trim();
      if (inside !== '') return new Secret(inside);
      mistakes.push(`${name}_FILE names an empty file (${file}); write the secret into it`);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown fault';
      mistakes.push(
        `${name}_FILE names a file that cannot be read (${file}: ${code}); correct the path, or the file's rights`,
      );
    }
    return undefined;
  };

  const checkUrl = (name: string, value: string | undefined, schemes: readonly string[], example: string): void => {
    if (value === undefined) return;
    const url = URL.parse(value);
    if (
      url === null ||
      !schemes.includes(url.protocol) ||
      (url.host === '' && !/^(postgres|postgresql|unix):$/.test(url.protocol))
    ) {
      mistakes.push(`${name} is not an address of the right kind; write for instance ${example}`);
    } else if (url.protocol.startsWith('http') && (url.username !== '' || url.password !== '')) {
      mistakes.push(`${name} holds a user name or password; take it out, credentials have variables of their own`);
    }
  };

  const address = (name: string, schemes: readonly string[], example: string): string | undefined => {
    const value = plain(name);
    checkUrl(name, value, schemes, example);
    return value?.replace(/\/+$/, '');
  };

  /** One or several, separated by commas. */
  const addresses = (name: string, schemes: readonly string[], example: string): readonly string[] => {
    const values = (plain(name) ?? '').split(',').map((value) => value.trim().replace(/\/+$/, ''));
    const written = values.filter((value) => value !== '');
    const before = mistakes.length;
    for (const value of written) if (mistakes.length === before) checkUrl(name, value, schemes, example);
    if (written.length === 0) checkUrl(name, '', schemes, example);
    return written;
  };

  const secretAddress = (name: string, schemes: readonly string[], example: string): Secret | undefined => {
    const value = secret(name);
    checkUrl(name, value?.reveal(), schemes, example);
    return value;
  };

  const port = (fallback: number): number => {
    const value = setting(env, 'PORT');
    if (value === undefined) return fallback;
    if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
    mistakes.push('PORT is not a port; write a whole number from 0 (any free port) to 65535');
    return fallback;
  };

  return { mistakes, plain, secret, address, addresses, secretAddress, port };
};

const http = ['https:', 'http:'];
const jetstreamExample =
  'wss://jetstream1.us-east.bsky.network/subscribe (or several such addresses, separated by commas)';

/** Throws one UsageError that names every mistake. `cwd` is where relative paths begin when INIT_CWD is not set. */
export const readEnvironment = (
  env: Variables,
  cwd: string,
  readFile: ReadFile = (path) => readFileSync(path, 'utf8'),
): Environment => {
  const from = setting(env, 'INIT_CWD') ?? cwd;
  const read = reader(env, from, readFile);
  const path = (name: string, fallback: string) => {
    const value = setting(env, name);
    return value === undefined ? fallback : resolve(from, value);
  };
  const folder = path('CAMPAIGN_DIR', repository);

  const bluesky = {
    service: read.address('BLUESKY_SERVICE', http, 'https://bsky.social'),
    identifier: read.plain('BLUESKY_IDENTIFIER'),
    password: read.secret('BLUESKY_APP_PASSWORD'),
  };
  const mastodon = {
    url: read.address('MASTODON_URL', http, 'https://mastodon.social'),
    token: read.secret('MASTODON_ACCESS_TOKEN'),
  };
  const x = {
    apiUrl: read.address('X_API_URL', http, 'https://api.x.com'),
    appKey: read.secret('X_APP_KEY'),
    appSecret: read.secret('X_APP_SECRET'),
    accessToken: read.secret('X_ACCESS_TOKEN'),
    accessSecret: read.secret('X_ACCESS_SECRET'),
  };
  const environment = {
    folder,
    data: path('CAMPAIGN_DATA', join(folder, 'data')),
    redisUrl: read.secretAddress('REDIS_URL', ['redis:', 'rediss:', 'unix:'], 'redis://127.0.0.1:6379'),
    databaseUrl: read.secretAddress('DATABASE_URL', ['postgres:', 'postgresql:'], 'postgres://127.0.0.1/campaign'),
    key: read.secret('CAMPAIGN_KEY'),
    host: setting(env, 'HOST') ?? '127.0.0.1',
    port: read.port(3000),
    networks: {
      bluesky: whole(bluesky),
      mastodon: whole(mastodon),
      x: whole(x),
    },
    incomplete: incomplete(env),
    mail: mailSettings(
      {
        url: read.secretAddress('SMTP_URL', ['smtp:', 'smtps:'], 'smtps://name:password@mail.example.org'),
        to: setting(env, 'REPORT_TO'),
        from: setting(env, 'REPORT_FROM'),
      },
      read.mistakes,
    ),
    reportLang: setting(env, 'REPORT_LANG'),
    jetstreamUrls: read.addresses('JETSTREAM_URL', ['wss:', 'ws:', ...http], jetstreamExample),
  };
  if (read.mistakes.length > 0) throw new UsageError(read.mistakes.join('\n'));
  return environment;
};

type Whole<T> = { readonly [K in keyof T]: NonNullable<T[K]> };

/** A network is configured only when nothing of it is missing. */
const whole = <T extends object>(parts: T): Whole<T> | undefined =>
  Object.values(parts).includes(undefined) ? undefined : (parts as Whole<T>);

const incomplete = (env: Variables): Record<NetworkName, string[]> => {
  const isSet = (name: string) => setting(env, name) !== undefined || setting(env, `${name}_FILE`) !== undefined;
  const missing = (network: NetworkName): string[] => {
    const names: readonly string[] = networkVariables[network];
    return names.some(isSet) ? names.filter((name) => !isSet(name) && defaults[name] === undefined) : [];
  };
  return Object.fromEntries(networkNames.map((name) => [name, missing(name)])) as Record<NetworkName, string[]>;
};
