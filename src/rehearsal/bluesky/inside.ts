import { type Blobs, openBlobs } from './blobs.ts';
import { type Limits, limits } from './limits.ts';
import { invalid } from './refusal.ts';
import { openRepo, type Repo } from './repo.ts';
import { type Tokens, tokens } from './sessions.ts';
import { account, profileRecord } from './views.ts';

/* What every route of the local Bluesky works on. */

export const post = 'app.bsky.feed.post';

export type Inside = {
  readonly repo: Repo;
  readonly blobs: Blobs;
  readonly session: Tokens;
  readonly limit: Limits;
  readonly complaints: string[];
};

export const openInside = (now: () => Temporal.Instant): Inside => {
  const complaints: string[] = [];
  const blobs = openBlobs(now, (words) => complaints.push(words));
  const repo = openRepo(account.did, now, blobs);
  repo.put('app.bsky.actor.profile', 'self', profileRecord, undefined);
  return { repo, blobs, session: tokens(account.did, now), limit: limits(now), complaints };
};

export const ours = (name: unknown): boolean => name === account.did || name === account.handle;

export const checkRepo = (name: unknown): void => {
  if (!ours(name)) throw invalid(`Could not find repo: ${String(name)}`);
};
