import type { Answer, Call, Handler } from '../http.ts';
import { checkEmbed } from './embed.ts';
import { type Inside, ours, post } from './inside.ts';
import { checkLabels } from './labels.ts';
import { checkPost } from './post-record.ts';
import { invalid, Refusal } from './refusal.ts';
import { checkReply } from './reply.ts';
import type { Stored } from './repo.ts';
import { checkRepost, repostCollection, repostsOf } from './reposts.ts';
import { emptyCid } from './views.ts';

/* com.atproto.repo: the procedures that change the account's records. */

type Body = Readonly<Record<string, unknown>> & { readonly collection: string };

export const writes = ({
  repo,
  blobs,
  session,
  limit,
  complaints,
  wrote,
}: Inside): Readonly<Record<string, Handler>> => {
  /** The body of a write to our repo, by somebody who may. */
  const bodyOf = (call: Call): Body => {
    session.check(call);
    const body = call.json() as Readonly<Record<string, unknown>> | undefined;
    if (typeof body !== 'object' || body === null) throw invalid('A request body is expected but none was provided');
    const { collection } = body;
    if (typeof collection !== 'string') throw invalid('Input must have the property "collection"');
    if (!ours(body.repo)) throw new Refusal(403, 'AccountNotFound', 'Account not found');
    return { ...body, collection };
  };

  const recordIn = ({ record, collection }: Body): Stored['value'] => {
    if (typeof record !== 'object' || record === null) throw invalid('Input must have the property "record"');
    const value = record as Stored['value'];
    if (collection === post) {
      complaints.push(
        ...checkPost(value),
        ...checkEmbed(value.embed, blobs),
        ...checkReply(value.reply, repo),
        ...checkLabels(value.labels),
      );
    }
    if (collection === repostCollection) complaints.push(...checkRepost(value));
    return value;
  };

  const written = ({ uri, cid }: Stored, headers: Record<string, string>, changed: boolean): Answer => ({
    status: 200,
    headers,
    body: { uri, cid, ...(changed ? { commit: { cid, rev: repo.nextTid() } } : {}), validationStatus: 'valid' },
  });

  return {
    'com.atproto.repo.uploadBlob': (call) => {
      session.check(call);
      const headers = limit.upload(1);
      return { status: 200, headers, body: { blob: blobs.upload(call.bytes, call.headers['content-type']) } };
    },

    'com.atproto.repo.putRecord': (call) => {
      const body = bodyOf(call);
      const { collection, rkey, swapRecord } = body;
      if (typeof rkey !== 'string') throw invalid('Input must have the property "rkey"');
      repo.checkKey(collection, rkey);
      const there = repo.get(collection, rkey) !== undefined;
      const headers = limit.write(there ? 2 : 3);
      const { stored, changed } = repo.put(collection, rkey, recordIn(body), swapRecord as string | null | undefined);
      if (collection === repostCollection && repostsOf(repo, stored.value).length > 1) {
        complaints.push('a post was boosted twice: putRecord does not look whether a repost is there');
      }
      if (changed) wrote({ operation: there ? 'update' : 'create', collection, rkey });
      return written(stored, headers, changed);
    },

    'com.atproto.repo.createRecord': (call) => {
      const body = bodyOf(call);
      const rkey = typeof body.rkey === 'string' ? body.rkey : repo.nextTid();
      repo.checkKey(body.collection, rkey);
      const headers = limit.write(3);
      // A PDS makes room for a new repost by deleting the one that is there (packages/pds, repo/prepare and backlinks).
      const earlier = body.collection === repostCollection ? repostsOf(repo, recordIn(body)) : [];
      for (const { rkey: key } of earlier) {
        repo.delete(repostCollection, key);
        wrote({ operation: 'delete', collection: repostCollection, rkey: key });
      }
      const stored = repo.create(body.collection, rkey, recordIn(body));
      wrote({ operation: 'create', collection: body.collection, rkey });
      return written(stored, headers, true);
    },

    'com.atproto.repo.deleteRecord': (call) => {
      const { collection, rkey } = bodyOf(call);
      const headers = limit.write(1);
      const changed = repo.delete(collection, String(rkey));
      if (changed) wrote({ operation: 'delete', collection, rkey: String(rkey) });
      return { status: 200, headers, body: changed ? { commit: { cid: emptyCid, rev: repo.nextTid() } } : {} };
    },
  };
};
