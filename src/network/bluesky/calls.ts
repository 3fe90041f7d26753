import * as z from 'zod';
import { type Fate, fateOf, isFate, type Purpose, spoken } from './errors.ts';
import type { Reply, Session } from './session.ts';

/*
 * Requests to Bluesky as plain answers, because the SDK's errors hide the status and merge an answer that was lost with
 * one that cannot be read. Every failure leaves here as the error that is its fate.
 */

export type Calls = {
  readonly ask: (purpose: Purpose, path: string, init: RequestInit, signal: AbortSignal) => Promise<Reply>;
  /** A procedure with a JSON body. */
  readonly tell: (purpose: Purpose, nsid: string, body: unknown, signal: AbortSignal) => Promise<Reply>;
  /** An answer of the right status is not yet one that says what it should. */
  readonly read: <T>(schema: z.ZodType<T>, reply: Reply, purpose: Purpose) => T;
  readonly fate: (reply: Reply, purpose: Purpose) => Fate;
  /** A record of `repo`, undefined when there is none under this key. */
  readonly getRecord: (place: Place, signal: AbortSignal) => Promise<Found | undefined>;
};

type Place = { readonly repo: string; readonly collection: string; readonly rkey: string };

const found = z.object({ uri: z.string().startsWith('at://'), cid: z.string().optional(), value: z.unknown() });
export type Found = z.infer<typeof found>;

export const says = ({ status, text }: Reply, error: string): boolean => status === 400 && spoken(text).error === error;

export const openCalls = (session: Session, now: () => Temporal.Instant): Calls => {
  const ask: Calls['ask'] = async (purpose, path, init, signal) => {
    try {
      return await session.call(path, init, signal);
    } catch (error) {
      throw isFate(error) ? error : fateOf({ kind: 'thrown', error }, purpose, now());
    }
  };

  const fate: Calls['fate'] = (reply, purpose) => fateOf({ kind: 'answer', ...reply }, purpose, now());

  const read: Calls['read'] = (schema, { text }, purpose) => {
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      throw fateOf({ kind: 'thrown', error: new Error('unreadable') }, purpose, now());
    }
  };

  return {
    ask,
    fate,
    read,
    tell: (purpose, nsid, body, signal) => {
      const headers = { 'content-type': 'application/json' };
      return ask(purpose, `/xrpc/${nsid}`, { method: 'POST', headers, body: JSON.stringify(body) }, signal);
    },
    getRecord: async (place, signal) => {
      const reply = await ask('read', `/xrpc/com.atproto.repo.getRecord?${new URLSearchParams(place)}`, {}, signal);
      if (reply.status === 200) return read(found, reply, 'read');
      if (says(reply, 'RecordNotFound')) return undefined;
      throw fate(reply, 'read');
    },
  };
};
