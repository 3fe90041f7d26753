import { z } from 'zod';
import { Ambiguous, Rejected } from '../../errors.ts';
import type { Attempt, PostLook, Recall, Receipt, RemoteRef } from '../../model.ts';
import { instantFrom } from '../lenient.ts';
import type { Network } from '../network.ts';
import { notThere, statusOf } from './errors.ts';
import { postOf } from './partner-post.ts';
import type { Exchange } from './transport.ts';

/*
 * A boost is a status of ours that holds another one. `reblog` is idempotent on Mastodon; not every relative of it promises that, so
 * the status is looked at first, and a boost that is there, perhaps made by hand, is taken for this one.
 */

type Asked = {
  readonly exchange: Exchange;
  readonly ownId: (signal: AbortSignal) => Promise<string>;
  /** Of the boost: as public as our posts are. */
  readonly visibility: string;
};

export const boostsOn = ({ exchange, ownId, visibility }: Asked) => {
  const read = async (path: string, signal: AbortSignal, search = ''): Promise<unknown> =>
    (await exchange({ method: 'GET', path, search }, 'repeatable', JSON.parse, signal)).data;

  const look = async (remoteId: string, signal: AbortSignal): Promise<PostLook> => {
    try {
      const post = postOf(await read(statusPath(remoteId), signal));
      // Servers do not say more of a status that they do not show us: gone, or its author has blocked us.
      return post ? { kind: 'post', post } : { kind: 'gone', remoteId };
    } catch (error) {
      if (notThere(error)) return { kind: 'gone', remoteId };
      throw error;
    }
  };

  /** Our own boost of it, among the newest statuses of ours. */
  const find = async (subject: RemoteRef, signal: AbortSignal): Promise<Receipt | undefined> => {
    const path = `/api/v1/accounts/${encodeURIComponent(await ownId(signal))}/statuses`;
    let before: string | undefined;
    for (let n = 0; n < mostPages; n += 1) {
      const search = new URLSearchParams({ limit: '40', ...(before ? { max_id: before } : {}) });
      const statuses = page.parse(await read(path, signal, search.toString()));
      const receipts = statuses.map((one) => receiptOf(one, subject));
      const found = receipts.find((receipt) => receipt !== undefined);
      if (found) return found;
      const last = wrapper.safeParse(statuses.at(-1)).data?.id;
      if (last === undefined || last === before) return undefined;
      before = last;
    }
    return undefined;
  };

  const boost = async (_attempt: Attempt, subject: RemoteRef, signal: AbortSignal): Promise<Receipt> => {
    const seen = await look(subject.remoteId, signal);
    if (seen.kind !== 'post') throw new Rejected('our server does not show the post any more');
    if (seen.post.boostedByUs) {
      const there = await find(subject, signal);
      if (there) return there;
    }
    const body = visibility === 'direct' ? undefined : JSON.stringify({ visibility });
    const request = { method: 'POST', path: `${statusPath(subject.remoteId)}/reblog`, body };
    const answer = await exchange(request, 'publish', JSON.parse, signal).catch((error: unknown) => {
      throw meantOf(error);
    });
    const receipt = receiptOf(answer.data, subject);
    if (!receipt) throw new Ambiguous('the server took the request, but did not answer with our boost of the post');
    return receipt;
  };

  const recall = async (_attempt: Attempt, subject: RemoteRef, signal: AbortSignal): Promise<Recall> => {
    const seen = await look(subject.remoteId, signal);
    const there = seen.kind === 'post' && seen.post.boostedByUs === false ? undefined : await find(subject, signal);
    return there
      ? { kind: 'found', receipt: there }
      : { kind: 'absent', resend: true, why: 'not among our boosts, and boosting a post again makes no second boost' };
  };

  const unboost: Network['unboost'] = async ({ subject }, signal) => {
    const request = { method: 'POST', path: `${statusPath(subject.remoteId)}/unreblog` };
    await exchange(request, 'repeatable', JSON.parse, signal).catch((error: unknown) => {
      // A post that is gone has taken its boosts along.
      if (!notThere(error)) throw error;
    });
  };

  return { look, boost, recall, unboost };
};

const statusPath = (id: string) => `/api/v1/statuses/${encodeURIComponent(id)}`;

// 200 statuses: further back it may also be sent again.
const mostPages = 5;

/** «This action is not allowed», of a post that may not be boosted, is about the post; every other 403 is about us. */
const meantOf = (error: unknown): unknown => {
  const aboutThePost = statusOf(error) === 403 && /action is not allowed/iu.test((error as Error).message);
  return aboutThePost
    ? new Rejected('the server does not let this post be boosted', { cause: { status: 403 } })
    : error;
};

const text = z.string().nullish().catch(null);
const page = z.array(z.unknown()).catch([]);
const wrapper = z.object({
  id: z.string().min(1),
  created_at: z.string(),
  reblog: z.object({ id: z.string(), url: text, uri: text }).nullish(),
});

const receiptOf = (answer: unknown, subject: RemoteRef): Receipt | undefined => {
  const made = wrapper.safeParse(answer).data;
  const at = instantFrom(made?.created_at);
  if (!made?.reblog || !at || made.reblog.id !== subject.remoteId) return undefined;
  return { remoteId: made.id, url: made.reblog.url ?? made.reblog.uri ?? '', at };
};
