import * as z from 'zod';
import { Ambiguous, Rejected, Unreachable } from '../../errors.ts';
import type { Account, Attempt, Receipt, RemoteRef } from '../../model.ts';
import { free } from '../free.ts';
import type { Network } from '../network.ts';
import { page, placeOf, postPage, type Who } from './address.ts';
import { boostsOn } from './boost.ts';
import { openCalls, says } from './calls.ts';
import { blueskyCounts } from './counts.ts';
import { type Failure, fateOf, isFate } from './errors.ts';
import { identifyOn } from './identify.ts';
import { recordKey } from './key.ts';
import { lookOn } from './look.ts';
import { partnerPostsOn } from './partner-posts.ts';
import { blob, postCollection, type ReplyRefs, recordOf } from './record.ts';
import { blueskyRules } from './rules.ts';
import { type Agent, type Changed, openSession, type Sessions } from './session.ts';

/*
 * Bluesky behind the port, and the only file that loads its SDK. The SDK keeps the session; the calls themselves are
 * ours (calls.ts).
 */

const deadline = 60_000; // no call to a network outlives 60 s; a claim on a delivery lasts 120 s

export type BlueskySettings = {
  readonly service: string;
  readonly identifier: string;
  readonly password: string;
  readonly sessions?: Sessions;
  readonly now: () => Temporal.Instant;
};

export const blueskyNetwork = ({ service, identifier, password, sessions, now }: BlueskySettings): Network => {
  const session = openSession({
    service,
    identifier,
    password,
    ...(sessions ? { sessions } : {}),
    open: (changed) => openAgent(service, changed),
    fate: (error) => {
      const told = error instanceof Error && isFate(error.cause) ? error.cause : error;
      return isFate(told) ? told : fateOf(failureOf(told), 'login', now());
    },
  });
  const calls = openCalls(session, now);
  const { ask, tell, read, fate, getRecord } = calls;
  const lookAt = lookOn(calls);
  const boosts = boostsOn(calls, session.who, lookAt, now);

  const lookFor = async (attempt: Attempt, me: Who, signal: AbortSignal): Promise<Receipt | undefined> => {
    const record = await getRecord({ repo: me.did, collection: postCollection, rkey: attempt.key }, signal);
    return record && receipt(record, me, createdAt(record.value) ?? attempt.createdAt);
  };

  /** What a reply names its post by. A receipt without a version is of a time that did not keep it: our posts never change. */
  const refOf = async ({ remoteId, version }: RemoteRef, signal: AbortSignal): Promise<ReplyRefs['root']> => {
    if (version) return { uri: remoteId, cid: version };
    const place = placeOf(remoteId);
    const record = place && (await getRecord(place, signal));
    if (!record?.cid) throw new Rejected('the post that this one answers is not on Bluesky');
    return { uri: remoteId, cid: record.cid };
  };

  return {
    name: 'bluesky',
    rules: async () => blueskyRules,
    key: recordKey,
    recallAfter: [Temporal.Duration.from({ seconds: 0 })],
    price: free,
    identify: identifyOn(calls),
    counts: blueskyCounts(calls, now),
    unboost: boosts.unboost,
    look: async (remoteId, signal) => (await lookAt(remoteId, signal)).look,
    partnerPosts: partnerPostsOn(calls),

    account: async (signal): Promise<Account> => {
      const me = await session.who(signal);
      const profile = await getRecord({ repo: me.did, collection: 'app.bsky.actor.profile', rkey: 'self' }, signal);
      const labels = selfLabels.safeParse(profile?.value).data?.labels.values ?? [];
      return { id: me.did, handle: me.handle, url: page(me), automated: labels.some((label) => label.val === 'bot') };
    },

    upload: async ({ bytes, type }, signal) => {
      const init = { method: 'POST', headers: { 'content-type': type }, body: Buffer.from(bytes) };
      const reply = await ask('repeatable', '/xrpc/com.atproto.repo.uploadBlob', init, signal);
      if (reply.status !== 200) throw fate(reply, 'repeatable');
      // The name of a blob is made from its bytes: uploaded again, it is the same, and so is the record that names it.
      return { remoteId: JSON.stringify(read(uploaded, reply, 'repeatable').blob), url: '', at: now() };
    },

    publish: async (attempt, signal) => {
      if (attempt.with.boost) return boosts.boost(attempt, attempt.with.boost, signal);
      const me = await session.who(signal);
      const { reply: answered } = attempt.with;
      const reply = answered && {
        root: await refOf(answered.root, signal),
        parent: await refOf(answered.parent, signal),
      };
      const body = {
        repo: me.did,
        collection: postCollection,
        rkey: attempt.key,
        record: recordOf(attempt, reply),
        swapRecord: null, // creates and never overwrites; the same content again is no change
      };
      const said = await tell('write', 'com.atproto.repo.putRecord', body, signal);
      if (said.status === 200) return receipt(read(put, said, 'write'), me, now());
      // A PDS whose storage has dropped an upload that it still lists fails so (seen with @atproto/pds 0.5.35).
      const dropped = said.status === 500 && attempt.with.pictures !== undefined;
      if (!dropped && !says(said, 'InvalidSwap')) throw fate(said, 'write');
      // Whatever stands under this key is our own earlier post: the key is derived from the delivery.
      const earlier = await lookFor(attempt, me, signal).catch((cause: unknown) => {
        throw new Ambiguous('whether a post of this delivery is on Bluesky could not be read', { cause });
      });
      if (earlier) return earlier;
      if (dropped) {
        const why = 'Bluesky failed at a post with pictures, and does not show it: they have to be uploaded again';
        throw new Unreachable(why, { uploadAgain: true });
      }
      throw new Ambiguous('Bluesky has another record under the key of this delivery, and does not show it');
    },

    remove: async (remoteId, signal) => {
      const me = await session.who(signal);
      const place = placeOf(remoteId);
      if (place?.repo !== me.did) throw new Rejected('this is not a post of the account that is logged in');
      const reply = await tell('repeatable', 'com.atproto.repo.deleteRecord', place, signal);
      // A PDS answers 200 also when there is nothing under the key; others may say so.
      if (reply.status !== 200 && !says(reply, 'RecordNotFound')) throw fate(reply, 'repeatable');
    },

    recall: async (attempt, signal) => {
      if (attempt.with.boost) return boosts.recall(attempt, attempt.with.boost, signal);
      const there = await lookFor(attempt, await session.who(signal), signal);
      return there
        ? { kind: 'found', receipt: there }
        : { kind: 'absent', resend: true, why: 'Bluesky has no record under its key, and one key is one post' };
    },
  };
};

const receipt = ({ uri, cid }: { uri: string; cid?: string | undefined }, me: Who, at: Temporal.Instant): Receipt => ({
  remoteId: uri,
  url: postPage(me, uri),
  at,
  ...(cid ? { version: cid } : {}),
});

const put = z.object({ uri: z.string().startsWith('at://'), cid: z.string().min(1) });
const uploaded = z.object({ blob });
const selfLabels = z.object({ labels: z.object({ values: z.array(z.object({ val: z.string() })) }) });

const createdAt = (value: unknown): Temporal.Instant | undefined => {
  try {
    return Temporal.Instant.from((value as { createdAt: string }).createdAt);
  } catch {
    return undefined;
  }
};

/** The SDK is loaded when it is first needed: it takes 66 MB and over a second. */
const openAgent = async (service: string, changed: Changed): Promise<Agent> => {
  const { AtpAgent } = await import('@atproto/api');
  const agent = new AtpAgent({
    service,
    // A redirect is not followed: it would carry the password of a log-in to wherever it points. It is told from here,
    // because the SDK would call it a 404.
    fetch: async (input, init) => {
      const asked = init?.signal ?? (input instanceof Request ? input.signal : undefined);
      const signal = AbortSignal.any([AbortSignal.timeout(deadline), ...(asked ? [asked] : [])]);
      const response = await fetch(input, { ...init, redirect: 'manual', signal });
      if (response.status < 300 || response.status >= 400) return response;
      throw new Unreachable(`Bluesky answered ${response.status}, a redirect, which is not followed`);
    },
    persistSession: (event, session) => {
      // The account's own server, which the SDK moves to. Whoever talks to this machine never means another one.
      if (isLoopback(service)) agent.sessionManager.pdsUrl = undefined;
      if (session && (event === 'create' || event === 'update')) changed(session);
    },
  });
  return agent;
};

const isLoopback = (url: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

/** What the SDK threw while it logged in: its error of an answer, or something else with a cause. */
const failureOf = (error: unknown): Failure => {
  const { status, headers, error: name, message } = error as Record<string, unknown>;
  if (typeof status !== 'number' || status < 300) return { kind: 'thrown', error };
  return {
    kind: 'answer',
    status,
    headers: new Headers((headers ?? {}) as Record<string, string>),
    text: JSON.stringify({ error: name, message }),
  };
};
