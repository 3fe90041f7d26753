import type { mastodon } from 'masto';
import type { HttpRequestParams } from 'masto/interfaces/index.js';
import { Ambiguous, Unreachable } from '../../errors.ts';
import type { Attempt, Recall, Receipt } from '../../model.ts';
import { free } from '../free.ts';
import type { AccountedFor, Network } from '../network.ts';
import { aboutServer } from './about.ts';
import { account, checked, type Status, status } from './answers.ts';
import { boostsOn } from './boost.ts';
import { isFate, notThere, type Purpose } from './errors.ts';
import { type Homes, homePosts, homesOf } from './home-posts.ts';
import { identifyOn } from './identify.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { partnerPostsOn } from './partner-posts.ts';
import { similarText } from './plain-text.ts';
import { type ReadServer, readServer } from './read-server.ts';
import { findStatus } from './recall.ts';
import { meaningOfRefusals } from './refused.ts';
import { mastodonRules } from './rules.ts';
import { statusCounts } from './status-counts.ts';
import { type Exchange, exchangeWith, type Server } from './transport.ts';
import { pictureState, uploadPicture } from './upload.ts';

/** `reading`: our own server as it is read, when something else reads there too; both then share what is left of its limit. */
export type MastodonOptions = Server & {
  readonly visibility: Visibility;
  readonly reading?: ReadServer;
  readonly homes?: Homes;
};
type Visibility = 'public' | 'unlisted' | 'private' | 'direct';

// A server keeps a key for an hour from when it took the post; five minutes are left for clocks and for the way.
const keyTrusted = Temporal.Duration.from({ minutes: 55 });

export const mastodonNetwork = (options: MastodonOptions): Network => {
  const exchange = exchangeWith(options);
  const api = client(exchange);
  const alone = oneAtATime();
  const meaningOf = meaningOfRefusals();
  const reading = options.reading ?? readServer(options);
  const identify = identifyOn(exchange, reading.host);
  const about = aboutServer({
    v2: async (signal) => (await api('repeatable', signal)).v2.instance.fetch(),
    v1: async (signal) => (await api('repeatable', signal)).v1.instance.fetch(),
    document: async (path, signal) =>
      (await exchange({ method: 'GET', path, anonymous: true }, 'repeatable', JSON.parse, signal)).data,
    now: options.now,
  });
  let ownId: string | undefined;
  const whoWeAre = async (signal: AbortSignal): Promise<string> => {
    ownId ??= checked(account, await (await api('repeatable', signal)).v1.accounts.verifyCredentials()).id;
    return ownId;
  };
  const boosts = boostsOn({ exchange, ownId: whoWeAre, visibility: options.visibility });
  const partnerPosts = partnerPostsOn(exchange, options.now, homePosts(exchange, reading.host, homesOf(options)));

  const publish = async (attempt: Attempt, signal: AbortSignal): Promise<Receipt> => {
    if (attempt.with.boost) return boosts.boost(attempt, attempt.with.boost, signal);
    const { v1 } = await api('publish', signal);
    const requestInit = { headers: { 'Idempotency-Key': attempt.key } };
    const answer = await v1.statuses
      .create(bodyOf(attempt, options.visibility), { requestInit })
      .catch(async (error) => {
        throw await meaningOf(error, attempt, {
          post: (id) => exchange({ method: 'GET', path: statusPath(id) }, 'repeatable', JSON.parse, signal),
          picture: (id) => pictureState(exchange, id, signal),
        });
      });
    const made = status.safeParse(answer);
    if (!made.success) throw new Ambiguous('the server took the request, but did not answer with a status');
    if (!similarText(made.data.content, attempt.text)) {
      throw new Ambiguous('the server answered with a status of another text');
    }
    return receipt(made.data);
  };

  const remove = async (remoteId: string, signal: AbortSignal): Promise<void> => {
    // Without `delete_media`, which the SDK does not know, Mastodon keeps the pictures within reach for a day (since 4.4).
    const request = { method: 'DELETE', path: statusPath(remoteId), search: 'delete_media=true' };
    await exchange(request, 'repeatable', JSON.parse, signal).catch((error) => {
      if (!notThere(error)) throw error;
    });
  };

  const recall = async (attempt: Attempt, signal: AbortSignal, ours?: AccountedFor): Promise<Recall> => {
    if (attempt.with.boost) return boosts.recall(attempt, attempt.with.boost, signal);
    const { v1 } = await api('repeatable', signal);
    const { statuses } = v1.accounts.$select(await whoWeAre(signal));
    const page = async (maxId: string | undefined) =>
      checked(status.array(), await statuses.list({ limit: 40, excludeReblogs: true, maxId }));
    const { status: found, whole } = await findStatus(page, attempt, options.now(), ours);
    if (found) return { kind: 'found', receipt: receipt(found) };
    const { name, honoursKeys } = await about.software(signal);
    const absent = (resend: boolean, why: string): Recall => ({ kind: 'absent', resend, why });
    if (!honoursKeys) {
      return absent(false, `not among our posts; ${name} ignores keys, so sending it again could make a second post`);
    }
    if (Temporal.Duration.compare(options.now().since(attempt.createdAt), keyTrusted) >= 0) {
      return absent(false, 'not among our posts; the attempt is too old for the server to remember its key');
    }
    if (!whole) return absent(false, 'more posts of ours since the attempt than could be looked through');
    return absent(true, `not among our posts; ${name} remembers the key, so sending it again makes no second post`);
  };

  const receipt = (made: Status): Receipt => ({
    remoteId: made.id,
    url: made.url ?? made.uri ?? new URL(`/statuses/${encodeURIComponent(made.id)}`, options.url).href,
    at: made.createdAt,
  });

  return {
    name: 'mastodon',
    rules: (signal) => only(Unreachable, async () => mastodonRules(await about.limits(signal))),
    account: (signal) =>
      only(Unreachable, async () => {
        const { v1 } = await api('repeatable', signal);
        const own = checked(account, await v1.accounts.verifyCredentials());
        const limits = await about.limits(signal).catch(() => undefined); // who we are does not hang on it
        return { id: own.id, handle: own.acct, url: own.url ?? '', automated: own.bot ?? 'unknown', limits };
      }),
    key: (delivery, step) => `${delivery.id}-${step}`,
    publish: (attempt, signal) => alone(() => only(Ambiguous, () => publish(attempt, signal)), signal),
    upload: (picture, signal) => only(Unreachable, () => uploadPicture(exchange, picture, options.now, signal)),
    remove: (remoteId, signal) => only(Unreachable, () => remove(remoteId, signal)),
    recall: (attempt, signal, ours) => only(Unreachable, () => recall(attempt, signal, ours)),
    // Servers before spring 2026 made two posts of two requests with one key in flight: let the lost one end first.
    recallAfter: [Temporal.Duration.from({ seconds: 60 })],
    price: free,
    identify: (handle, signal) => only(Unreachable, () => identify(handle, signal)),
    counts: statusCounts({ server: reading }),
    unboost: (boost, signal) => only(Unreachable, () => boosts.unboost(boost, signal)),
    look: (remoteId, signal) => only(Unreachable, () => boosts.look(remoteId, signal)),
    partnerPosts: (who, from, signal) => only(Unreachable, () => partnerPosts(who, from, signal)),
  };
};

const statusPath = (id: string) => `/api/v1/statuses/${encodeURIComponent(id)}`;

const bodyOf = ({ text, lang, with: { reply, pictures = [], contentWarning } }: Attempt, visibility: Visibility) => {
  const body = {
    status: text,
    language: lang || undefined,
    visibility,
    inReplyToId: reply?.parent.remoteId,
    spoilerText: contentWarning || undefined,
  };
  return pictures.length === 0 ? body : { ...body, mediaIds: pictures.map(({ remoteId }) => remoteId) };
};

/** masto over our own transport, made anew for each call, as its lists take no signal. Loaded when first used. */
const client = (exchange: Exchange) => {
  const load = async () => {
    const [{ createActionProxy, HttpActionDispatcher }, { HttpActionDispatcherHookMastodon }, http, serializers] =
      await Promise.all([
        import('masto/adapters/action/index.js'),
        import('masto/adapters/action/dispatcher-http-hook-mastodon.js'),
        import('masto/adapters/http/index.js'),
        import('masto/adapters/serializers/index.js'),
      ]);
    const serializer = new serializers.SerializerNativeImpl();
    return (purpose: Purpose, signal: AbortSignal): mastodon.rest.Client => {
      const ours = new (class extends http.BaseHttp {
        override request<T>({ method, path, search, body, requestInit }: HttpRequestParams) {
          const query = typeof search === 'string' ? search : serializer.serialize('querystring', search);
          const json = body === undefined ? undefined : serializer.serialize('json', body);
          const request = { method, path, search: query, headers: requestInit?.headers, body: json };
          return exchange(request, purpose, (text) => serializer.deserialize<T>('json', text), signal);
        }
      })();
      const dispatcher = new HttpActionDispatcher(ours, new HttpActionDispatcherHookMastodon(ours));
      return createActionProxy<mastodon.rest.Client>(dispatcher, { context: ['api'] });
    };
  };
  let loaded: ReturnType<typeof load> | undefined;
  return async (purpose: Purpose, signal: AbortSignal) => {
    loaded ??= load();
    return (await loaded)(purpose, signal);
  };
};

/** Lets a fate through; whatever else was thrown gets the one that promises least. */
const only = async <T>(otherwise: typeof Ambiguous | typeof Unreachable, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw isFate(error) ? error : new otherwise('the call ended in a way nobody foresaw', { cause: error });
  }
};
