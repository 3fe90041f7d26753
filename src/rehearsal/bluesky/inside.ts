import type { Public } from '../public/public.ts';
import { type Blobs, openBlobs } from './blobs.ts';
import { type Limits, limits } from './limits.ts';
import { type Neighbours, openNeighbours } from './neighbours.ts';
import { postCollection, type Ref } from './records.ts';
import { invalid } from './refusal.ts';
import { openRepo, type Repo, type Stored } from './repo.ts';
import { type Tokens, tokens } from './sessions.ts';
import { openStreamLog, type StreamLog, type StreamOptions, type Told } from './stream-log.ts';
import { tidOf } from './tid.ts';
import { account, profileRecord } from './views.ts';

/* What every route of the local Bluesky works on. */

export const post = postCollection;

export type Inside = {
  readonly repo: Repo;
  readonly blobs: Blobs;
  readonly session: Tokens;
  readonly limit: Limits;
  readonly complaints: string[];
  readonly neighbours: Neighbours;
  /** One for each host of the stream: each counts and times the events in its own way. */
  readonly logs: readonly StreamLog[];
  /** Tells the stream of a write of ours. */
  readonly wrote: (write: Write) => void;
};

type Write = { readonly operation: 'create' | 'update' | 'delete'; readonly collection: string; readonly rkey: string };

export type Around = { readonly public?: Public; readonly streams: number; readonly stream: StreamOptions };

export const openInside = (now: () => Temporal.Instant, around: Around): Inside => {
  const complaints: string[] = [];
  const logs = Array.from({ length: around.streams }, (_, n) =>
    openStreamLog((around.public?.seed ?? 0) + n, around.stream),
  );
  const tell = (told: Told) => {
    for (const log of logs) log.append(told);
  };
  const blobs = openBlobs(now, (words) => complaints.push(words));
  const repo = openRepo(account.did, now, blobs);
  repo.put('app.bsky.actor.profile', 'self', profileRecord, undefined);
  const neighbours = openNeighbours(around.public, (uri) => refTo(repo.at(uri)), tell);

  const wrote = ({ operation, collection, rkey }: Write): void => {
    const at = now().epochMilliseconds;
    const stored = repo.get(collection, rkey);
    const rev = tidOf(at * 1000, 0);
    const content = stored && { record: stored.value, cid: stored.cid };
    const commit = { rev, operation, collection, rkey, ...content };
    tell({ at, did: account.did, collection, make: () => ({ kind: 'commit', commit }) });
    if (collection !== post) return;
    const uri = repo.uriOf(collection, rkey);
    if (operation === 'create') neighbours.crowd.ours.took(uri, at);
    if (operation === 'delete') neighbours.crowd.ours.lost(uri);
  };

  const session = tokens(account.did, now);
  return { repo, blobs, session, limit: limits(now), complaints, neighbours, logs, wrote };
};

/** What an answer to one of our posts names. */
const refTo = (stored: Stored | undefined) => {
  const root = (stored?.value.reply as { root: Ref } | undefined)?.root;
  return stored && { uri: stored.uri, cid: stored.cid, ...(root && { root }) };
};

export const ours = (name: unknown): boolean => name === account.did || name === account.handle;

export const checkRepo = (name: unknown): void => {
  if (!ours(name)) throw invalid(`Could not find repo: ${String(name)}`);
};
