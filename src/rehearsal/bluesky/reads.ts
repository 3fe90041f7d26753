import type { Handler } from '../http.ts';
import { checkRepo, type Inside, ours, post } from './inside.ts';
import { invalid, Refusal } from './refusal.ts';
import type { Stored } from './repo.ts';
import { account, postView, profileView, serverView } from './views.ts';

/* The queries: records for everybody, the AppView's answers for whoever is logged in. */

export const reads = ({ repo, blobs, session }: Inside): Readonly<Record<string, Handler>> => ({
  'com.atproto.server.describeServer': () => ({ status: 200, body: serverView }),

  'com.atproto.identity.resolveHandle': ({ query }) => {
    if (query.get('handle') !== account.handle) throw invalid('Unable to resolve handle');
    return { status: 200, body: { did: account.did } };
  },

  'com.atproto.repo.getRecord': ({ query }) => {
    const [name, collection, rkey] = ['repo', 'collection', 'rkey'].map((key) => query.get(key) ?? '') as [
      string,
      string,
      string,
    ];
    checkRepo(name);
    const stored = repo.get(collection, rkey);
    if (!stored) {
      throw new Refusal(400, 'RecordNotFound', `Could not locate record: at://${name}/${collection}/${rkey}`);
    }
    return { status: 200, body: { uri: stored.uri, cid: stored.cid, value: stored.value } };
  },

  'com.atproto.repo.listRecords': ({ query }) => {
    checkRepo(query.get('repo'));
    const sorted = repo.all(query.get('collection') ?? '').toSorted((a, b) => (a.rkey < b.rkey ? 1 : -1));
    if (query.get('reverse') === 'true') sorted.reverse();
    const { items, next } = pageOf(sorted, query, (stored) => stored.rkey);
    return { status: 200, body: { records: items.map(({ uri, cid, value }) => ({ uri, cid, value })), ...next } };
  },

  'com.atproto.sync.getBlob': ({ query }) => {
    checkRepo(query.get('did'));
    const found = blobs.get(query.get('cid') ?? '');
    if (!found) throw invalid('Blob not found');
    return { status: 200, headers: { 'content-type': found.type }, body: found.bytes };
  },

  'app.bsky.feed.getAuthorFeed': (call) => {
    session.check(call);
    if (!ours(call.query.get('actor'))) throw invalid('Profile not found');
    const newestFirst = repo.all(post).toReversed();
    const { items, next } = pageOf(newestFirst, call.query, (stored) => `${stored.at.toString()}::${stored.cid}`);
    return { status: 200, body: { feed: items.map((stored) => ({ post: postView(stored) })), ...next } };
  },

  'app.bsky.feed.getPosts': (call) => {
    session.check(call);
    const uris = call.query.getAll('uris');
    if (uris.length === 0) throw invalid('Params must have the property "uris"');
    if (uris.length > 25) throw invalid('Error: uris must not have more than 25 elements');
    const found = uris.flatMap((uri) => repo.all(post).filter((stored) => stored.uri === uri));
    return { status: 200, body: { posts: found.map(postView) } };
  },

  'app.bsky.actor.getProfile': (call) => {
    session.check(call);
    if (!ours(call.query.get('actor'))) throw invalid('Profile not found');
    return { status: 200, body: profileView(repo.all(post).length) };
  },
});

/** One page of a list, after the item whose `key` is the cursor. */
const pageOf = (sorted: readonly Stored[], query: URLSearchParams, key: (stored: Stored) => string) => {
  const limit = Number(query.get('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalid('Error: limit must be between 1 and 100');
  const after = query.get('cursor');
  const begin = after === null ? 0 : sorted.findIndex((stored) => key(stored) === after) + 1;
  const items = sorted.slice(begin, begin + limit);
  const last = items.at(-1);
  return { items, next: last && begin + limit < sorted.length ? { cursor: key(last) } : {} };
};
