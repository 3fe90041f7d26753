import type { Handler } from '../http.ts';
import { checkRepo, type Inside, ours } from './inside.ts';
import { pageOf } from './page.ts';
import { invalid, Refusal } from './refusal.ts';
import { theirRecord } from './their-views.ts';
import { account, serverView } from './views.ts';

/* What a PDS itself tells everybody: records, pictures, who has which handle. */

export const reads = ({ repo, blobs, neighbours }: Inside): Readonly<Record<string, Handler>> => ({
  'com.atproto.server.describeServer': () => ({ status: 200, body: serverView }),

  'com.atproto.identity.resolveHandle': ({ query }) => {
    const handle = query.get('handle') ?? '';
    const did = handle === account.handle ? account.did : neighbours.person(handle)?.id;
    if (did === undefined) throw invalid('Unable to resolve handle');
    return { status: 200, body: { did } };
  },

  'com.atproto.repo.getRecord': ({ query }) => {
    const [name, collection, rkey] = ['repo', 'collection', 'rkey'].map((key) => query.get(key) ?? '') as [
      string,
      string,
      string,
    ];
    const theirs = neighbours.post(`at://${name}/${collection}/${rkey}`);
    if (theirs) return { status: 200, body: theirRecord(neighbours, theirs) };
    if (!neighbours.person(name)) checkRepo(name);
    const stored = ours(name) ? repo.get(collection, rkey) : undefined;
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
});
