import { randomBytes } from 'node:crypto';
import type { Environment } from '../../config/environment.ts';
import type { NetworkName } from '../../model.ts';

/** The environment of the worker: the local networks and the targeted servers, and nothing else. */
export const workerEnvironment = (
  environment: Environment,
  folder: string,
  redisUrl: string,
  locals: Iterable<{ readonly environment: Readonly<Record<string, string>> }>,
  targets: readonly NetworkName[],
): Record<string, string> => {
  const { bluesky, mastodon, x } = environment.networks;
  const real: Record<string, string> = {};
  if (targets.includes('bluesky') && bluesky) {
    Object.assign(real, {
      BLUESKY_SERVICE: bluesky.service,
      BLUESKY_IDENTIFIER: bluesky.identifier,
      BLUESKY_APP_PASSWORD: bluesky.password.reveal(),
    });
  }
  if (targets.includes('mastodon') && mastodon) {
    Object.assign(real, { MASTODON_URL: mastodon.url, MASTODON_ACCESS_TOKEN: mastodon.token.reveal() });
  }
  if (targets.includes('x') && x) {
    Object.assign(real, {
      X_API_URL: x.apiUrl,
      X_APP_KEY: x.appKey.reveal(),
      X_APP_SECRET: x.appSecret.reveal(),
      X_ACCESS_TOKEN: x.accessToken.reveal(),
      X_ACCESS_SECRET: x.accessSecret.reveal(),
    });
  }
  return {
    ...Object.assign({}, ...[...locals].map((local) => local.environment)),
    ...real,
    CAMPAIGN_DIR: environment.folder,
    CAMPAIGN_DATA: folder,
    REDIS_URL: redisUrl,
    // Thrown away with this process: log-in sessions are kept as in life, and nobody can read them afterwards.
    CAMPAIGN_KEY: randomBytes(32).toString('base64url'),
  };
};
