import * as z from 'zod';
import { Ambiguous, Unreachable } from '../../errors.ts';
import type { Account, Attempt, Receipt } from '../../model.ts';
import type { Network } from '../network.ts';
import { type Failure, fateOf, isFate, type Purpose, spoken } from './errors.ts';
import { facets } from './facets.ts';
import { recordKey } from './key.ts';
import { blueskyRules } from './rules.ts';
import { type Agent, type Changed, openSession, type Reply, type Sessions } from './session.ts';

/*
 * Bluesky behind the port, and the only file that loads its SDK. The SDK keeps the session; the calls themselves are read
 * here as plain answers, because its errors hide the status and merge an answer that was lost with one that cannot be read.
 */

const collection = 'app.bsky.feed.post';
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

  const ask = async (purpose: Purpose, path: string, init: RequestInit, signal: AbortSignal): Promise<Reply> => {
    try {
      return await session.call(path, init, signal);
    } catch (error) {
      throw isFate(error) ? error : fateOf({ kind: 'thrown', error }, purpose, now());
    }
  };

  /** A record of our own, undefined when there is none under this key. */
  const getRecord = async (
    ofCollection: string,
    rkey: string,
    me: Who,
    signal: AbortSignal,
  ): Promise<Found | undefined> => {
    const query = new URLSearchParams({ repo: me.did, collection: ofCollection, rkey });
    const reply = await ask('read', `/xrpc/com.atproto.repo.getRecord?${query}`, {}, signal);
    if (reply.status === 200) return read(found, reply, 'read', now());
    if (reply.status === 400 && spoken(reply.text).error === 'RecordNotFound') return undefined;
    throw fateOf({ kind: 'answer', ...reply }, 'read', now());
  };

  const lookFor = async (attempt: Attempt, me: Who, signal: AbortSignal): Promise<Receipt | undefined> => {
    const record = await getRecord(collection, attempt.key, me, signal);
    return record && receipt(record.uri, me, createdAt(record.value) ?? attempt.createdAt);
  };

  return {
    name: 'bluesky',
    rules: async () => blueskyRules,
    key: recordKey,
    recallAfter: [Temporal.Duration.from({ seconds: 0 })],
    price: { publish: () => 0, recall: 0 },

    account: async (signal): Promise<Account> => {
      const me = await session.who(signal);
      const profile = await getRecord('app.bsky.actor.profile', 'self', me, signal);
      const labels = selfLabels.safeParse(profile?.value).data?.labels.values ?? [];
      return { id: me.did, handle: me.handle, url: page(me), automated: labels.some((label) => label.val === 'bot') };
    },

    publish: async (attempt, signal) => {
      const me = await session.who(signal);
      const body = JSON.stringify({
        repo: me.did,
        collection,
        rkey: attempt.key,
        record: recordOf(attempt),
        swapRecord: null, // creates and never overwrites; the same content again is no change
      });
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      const reply = await ask('write', '/xrpc/com.atproto.repo.putRecord', init, signal);
      if (reply.status === 200) return receipt(read(put, reply, 'write', now()).uri, me, now());
      if (reply.status !== 400 || spoken(reply.text).error !== 'InvalidSwap') {
        throw fateOf({ kind: 'answer', ...reply }, 'write', now());
      }
      // Something else stands under this key, and the key is derived from the delivery: it is our own earlier post.
      const earlier = await lookFor(attempt, me, signal).catch((cause: unknown) => {
        throw new Ambiguous('a post of this delivery is on Bluesky and could not be read', { cause });
      });
      if (!earlier)
        throw new Ambiguous('Bluesky has another record under the key of this delivery, and does not show it');
      return earlier;
    },

    recall: async (attempt, signal) => {
      const there = await lookFor(attempt, await session.who(signal), signal);
      return there
        ? { kind: 'found', receipt: there }
        : { kind: 'absent', resend: true, why: 'Bluesky has no record under its key, and one key is one post' };
    },
  };
};

type Who = { readonly did: string; readonly handle: string };

/** A handle that the network could not confirm is named so; the DID always works. */
const page = ({ did, handle }: Who): string => `https://bsky.app/profile/${handle === 'handle.invalid' ? did : handle}`;

const receipt = (uri: string, me: Who, at: Temporal.Instant): Receipt => ({
  remoteId: uri,
  url: `${page(me)}/post/${uri.split('/').at(-1)}`,
  at,
});

const recordOf = ({ text, lang, createdAt: at }: Attempt): Record<string, unknown> => {
  const found = facets(text);
  return {
    $type: collection,
    text,
    ...(found.length > 0 ? { facets: found } : {}),
    langs: [lang],
    createdAt: at.toString({ fractionalSecondDigits: 3 }),
  };
};

const put = z.object({ uri: z.string().startsWith('at://') });
const found = z.object({ uri: z.string().startsWith('at://'), value: z.unknown() });
type Found = z.infer<typeof found>;
const selfLabels = z.object({ labels: z.object({ values: z.array(z.object({ val: z.string() })) }) });

const createdAt = (value: unknown): Temporal.Instant | undefined => {
  try {
    return Temporal.Instant.from((value as { createdAt: string }).createdAt);
  } catch {
    return undefined;
  }
};

/** An answer of the right status is not yet one that says what it should. */
const read = <T>(schema: z.ZodType<T>, { text }: Reply, purpose: Purpose, now: Temporal.Instant): T => {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw fateOf({ kind: 'thrown', error: new Error('unreadable') }, purpose, now);
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
