import * as z from 'zod';
import { Ambiguous, Rejected } from '../../errors.ts';
import type { Attempt, Recall, Receipt, RemoteRef } from '../../model.ts';
import type { Network } from '../network.ts';
import { placeOf } from './address.ts';
import { type Calls, type Found, says } from './calls.ts';
import type { Look } from './look.ts';
import { postCollection } from './record.ts';
import type { Session } from './session.ts';

/*
 * A boost is a record of app.bsky.feed.repost under the key of its delivery. Bluesky itself would take any number of them for one
 * post, so our own view of the post is looked at first: what a person boosted by hand is not boosted again.
 */

export const repostCollection = 'app.bsky.feed.repost';

type Boosts = {
  readonly boost: (attempt: Attempt, subject: RemoteRef, signal: AbortSignal) => Promise<Receipt>;
  readonly recall: (attempt: Attempt, subject: RemoteRef, signal: AbortSignal) => Promise<Recall>;
  readonly unboost: Network['unboost'];
};

export const boostsOn = (
  { ask, tell, read, fate, getRecord }: Calls,
  who: Session['who'],
  lookAt: Look,
  now: () => Temporal.Instant,
): Boosts => {
  /** The repost under this key, if it is one of this post. */
  const under = async (key: string, subject: RemoteRef, signal: AbortSignal): Promise<Receipt | undefined> => {
    const { did } = await who(signal);
    const record = await getRecord({ repo: did, collection: repostCollection, rkey: key }, signal);
    return record && receiptOf(record, subject, now());
  };

  /** What the AppView takes for our boost, as long as our own server has it: views are late at times. */
  const standing = async (repost: string, subject: RemoteRef, signal: AbortSignal): Promise<Receipt | undefined> => {
    const place = placeOf(repost);
    const record = place?.repo === (await who(signal)).did ? await getRecord(place, signal) : undefined;
    return record && receiptOf(record, subject, now());
  };

  /** Ours of this post: the one that its view shows; of a post that is gone, and where the view is late, those that our own server has. */
  const repostsOf = async (subject: RemoteRef, did: string, signal: AbortSignal) => {
    const shown = placeOf((await lookAt(subject.remoteId, signal)).repost ?? '');
    if (shown?.repo === did) return [shown];
    let cursor: string | undefined;
    for (let n = 0; n < mostPages; n += 1) {
      const query = new URLSearchParams({
        repo: did,
        collection: repostCollection,
        limit: '100',
        ...(cursor ? { cursor } : {}),
      });
      const reply = await ask('read', `/xrpc/com.atproto.repo.listRecords?${query}`, {}, signal);
      if (reply.status !== 200) throw fate(reply, 'read');
      const { records, cursor: next } = read(list, reply, 'read');
      const found = records
        .filter((record) => receiptOf(record, subject, now()))
        .flatMap(({ uri }) => placeOf(uri) ?? []);
      if (found.length > 0) return found;
      if (next === undefined || next === cursor) return [];
      cursor = next;
    }
    return [];
  };

  const boost: Boosts['boost'] = async (attempt, subject, signal) => {
    const { did } = await who(signal);
    const { look: seen, repost: shown } = await lookAt(subject.remoteId, signal);
    if (seen.kind === 'gone') throw new Rejected('the post is not on Bluesky any more');
    if (seen.kind === 'blocked') throw new Rejected('the author of the post has blocked our account');
    const there = shown && (await standing(shown, subject, signal));
    if (there) return there;
    const { version } = seen.post;
    if (subject.version !== undefined && version !== undefined && version !== subject.version) {
      throw new Rejected('the post was edited after it was decided to boost it');
    }
    const cid = subject.version ?? version;
    if (cid === undefined) throw new Rejected('Bluesky does not tell which version of the post this is');
    const body = {
      repo: did,
      collection: repostCollection,
      rkey: attempt.key,
      record: {
        $type: repostCollection,
        subject: { uri: subject.remoteId, cid },
        createdAt: attempt.createdAt.toString({ fractionalSecondDigits: 3 }),
      },
      swapRecord: null, // creates and never overwrites; the same content again is no change
    };
    const said = await tell('write', 'com.atproto.repo.putRecord', body, signal);
    if (said.status === 200) {
      const { uri, cid: made } = read(put, said, 'write');
      return { remoteId: uri, version: made, url: pageOf(subject), at: now() };
    }
    if (!says(said, 'InvalidSwap')) throw fate(said, 'write');
    const earlier = await under(attempt.key, subject, signal).catch((cause: unknown) => {
      throw new Ambiguous('whether the boost of this delivery is on Bluesky could not be read', { cause });
    });
    if (earlier) return earlier;
    throw new Ambiguous('Bluesky has another record under the key of this delivery');
  };

  return {
    boost,

    recall: async (attempt, subject, signal) => {
      const there = await under(attempt.key, subject, signal);
      return there
        ? { kind: 'found', receipt: there }
        : { kind: 'absent', resend: true, why: 'Bluesky has no record under its key, and one key is one boost' };
    },

    unboost: async ({ subject, remoteId }, signal) => {
      const { did } = await who(signal);
      const given = placeOf(remoteId);
      const ours = given?.repo === did && given.collection === repostCollection;
      // A person who settled it has named the page of the post: a repost has none of its own.
      const ofThePost = given?.collection === postCollection && given.rkey === placeOf(subject.remoteId)?.rkey;
      const standing = ours ? [given] : ofThePost ? await repostsOf(subject, did, signal) : undefined;
      if (!standing) throw new Rejected('this is not a boost of the account that is logged in');
      for (const place of standing) {
        const reply = await tell('repeatable', 'com.atproto.repo.deleteRecord', place, signal);
        if (reply.status !== 200 && !says(reply, 'RecordNotFound')) throw fate(reply, 'repeatable');
      }
    },
  };
};

/** Of 100, the newest first: a boost is looked after for a week. */
const mostPages = 10;

const list = z.object({
  records: z.array(z.object({ uri: z.string(), cid: z.string().optional(), value: z.unknown() })),
  cursor: z
    .string()
    .nullish()
    .transform((one) => one ?? undefined)
    .catch(undefined),
});
const put = z.object({ uri: z.string().startsWith('at://'), cid: z.string().min(1) });
const repost = z.object({ subject: z.object({ uri: z.string() }), createdAt: z.string().optional().catch(undefined) });

const receiptOf = ({ uri, cid, value }: Found, subject: RemoteRef, now: Temporal.Instant): Receipt | undefined => {
  const found = repost.safeParse(value).data;
  if (found?.subject.uri !== subject.remoteId) return undefined;
  return {
    remoteId: uri,
    url: pageOf(subject),
    at: momentOf(found.createdAt) ?? now,
    ...(cid ? { version: cid } : {}),
  };
};

/** The DID serves where only the address is known. */
const pageOf = ({ remoteId }: RemoteRef): string => {
  const place = placeOf(remoteId);
  return `https://bsky.app/profile/${place?.repo ?? ''}/post/${place?.rkey ?? ''}`;
};

const momentOf = (text: string | undefined): Temporal.Instant | undefined => {
  try {
    return text === undefined ? undefined : Temporal.Instant.from(text);
  } catch {
    return undefined;
  }
};
