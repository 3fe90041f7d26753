import { type NetworkName, networkNames } from '../model.ts';

/*
 * The names of the environment's variables, and what a rehearsal must not see of them.
 */

export type Variables = Readonly<Record<string, string | undefined>>;

/** Each network's own; a network is configured when all that have no default are filled in. */
export const networkVariables = {
  bluesky: ['BLUESKY_SERVICE', 'BLUESKY_IDENTIFIER', 'BLUESKY_APP_PASSWORD'],
  mastodon: ['MASTODON_URL', 'MASTODON_ACCESS_TOKEN'],
  x: ['X_API_URL', 'X_APP_KEY', 'X_APP_SECRET', 'X_ACCESS_TOKEN', 'X_ACCESS_SECRET'],
} as const satisfies Record<NetworkName, readonly string[]>;

const otherServices = ['DATABASE_URL', 'JETSTREAM_URL', 'CAMPAIGN_KEY'];

/** Filled in, or not: an empty variable is one that is not set. */
export const setting = (env: Variables, name: string): string | undefined => env[name]?.trim() || undefined;

/** The environment without credentials and services, except those of the networks that are named. */
export const withoutServices = (env: Variables, except: readonly NetworkName[] = []): Variables => {
  const others = networkNames.filter((name) => !except.includes(name)).flatMap((name) => networkVariables[name]);
  const hidden = new Set([...otherServices, ...others].flatMap((name) => [name, `${name}_FILE`]));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !hidden.has(name)));
};
