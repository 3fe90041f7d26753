import type { NetworkName } from '../model.ts';

/*
 * The names of the environment's variables.
 */

export type Variables = Readonly<Record<string, string | undefined>>;

/** Each network's own; a network is configured when all that have no default are filled in. */
export const networkVariables = {
  bluesky: ['BLUESKY_SERVICE', 'BLUESKY_IDENTIFIER', 'BLUESKY_APP_PASSWORD'],
  mastodon: ['MASTODON_URL', 'MASTODON_ACCESS_TOKEN'],
  x: ['X_API_URL', 'X_APP_KEY', 'X_APP_SECRET', 'X_ACCESS_TOKEN', 'X_ACCESS_SECRET'],
} as const satisfies Record<NetworkName, readonly string[]>;

/** Filled in, or not: an empty variable is one that is not set. */
export const setting = (env: Variables, name: string): string | undefined => env[name]?.trim() || undefined;
