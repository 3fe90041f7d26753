import { type Handler, type LocalServer, page, serveLocal } from '../http.ts';
import type { LocalNetwork, LocalOptions, LocalPicture, LocalPost } from '../local.ts';
import { timelinePage } from '../timeline.ts';
import { accessOf, usualScopes } from './access.ts';
import { aroundOf } from './around.ts';
import { boostStore } from './boosts.ts';
import { applicationOf, credentialsOf, profile, urlOf } from './entities.ts';
import { type Fediverse, openFediverse } from './fediverse.ts';
import { heldBy } from './held.ts';
import {
  instanceV1,
  instanceV2,
  type Limits,
  nodeinfo,
  type Says,
  type Software,
  versions,
  wellKnownNodeinfo,
} from './instance.ts';
import { rateWindow } from './limits.ts';
import { type HeldMedia, mediaStore } from './media.ts';
import { mediaRoutes } from './media-routes.ts';
import { failed } from './refusals.ts';
import { statusRoutes } from './routes.ts';
import { statusStore } from './statuses.ts';
import type { StreamAccess, TagAccess } from './timeline-routes.ts';

/*
 * A local Mastodon: one automated account on a server of its own, in the API of Mastodon 4.6.
 */

export type LocalMastodonOptions = LocalOptions & {
  /** What nodeinfo says; GoToSocial ignores Idempotency-Keys. */
  readonly software?: Software;
  /** What becomes of a second request with a known key: some 4.6 servers answer 500. */
  readonly replay?: 'status' | 'error500' | 'ignore';
  readonly characters?: number;
  /** How long a new status stays out of the account's own list. */
  readonly showAfter?: Temporal.Duration;
  /** How often a new picture is called unfinished before it is ready; 0 or absent: never, Infinity: always. */
  readonly looksUntilReady?: number;
  /** What the token may do; absent: all that the program needs. */
  readonly scopes?: readonly string[];
  readonly pictures?: Partial<Limits['pictures']>;
  /** Which home of the public this server is; `here` when absent. */
  readonly home?: 'here' | 'there';
  /** Shared by servers that federate; absent: this one knows no other. */
  readonly fediverse?: Fediverse;
  readonly tagTimeline?: TagAccess;
  /** `token` when absent, as since Mastodon 4.2. */
  readonly streaming?: StreamAccess;
  /** False: `GET /api/v1/statuses` is not there, as before Mastodon 4.3. */
  readonly batch?: boolean;
  /** How late statuses of other servers come at the most; they keep the ids of the time when they were written. */
  readonly lateness?: Temporal.Duration;
  /** Milliseconds of real time between two heartbeats of a stream; 15 s when absent. */
  readonly thumpMs?: number;
};

export type LocalMastodon = LocalNetwork & {
  /** Streams of hashtags that are open; `drop` ends them all. */
  readonly streams: { readonly listeners: () => number; readonly drop: () => void };
};

const tokens = { here: 'rehearsal-only-mastodon-token', there: 'rehearsal-only-mastodon-token-of-there' };

const pictures: Limits['pictures'] = {
  most: 4,
  bytes: 16 * 1024 * 1024,
  pixels: 33_177_600,
  types: ['image/jpeg', 'image/png', 'image/gif'],
  altLength: 1_500,
};

const usual: Record<Software, Limits> = {
  mastodon: { characters: 500, perUrl: 23, pictures },
  gotosocial: { characters: 5_000, perUrl: 25, pictures: { ...pictures, most: 6 } },
};

export const startLocalMastodon = async (options: LocalMastodonOptions): Promise<LocalMastodon> => {
  const { now, software = 'mastodon', showAfter, looksUntilReady = 0, scopes = usualScopes } = options;
  const {
    home = 'here',
    fediverse = openFediverse(),
    tagTimeline = 'open',
    streaming = 'token',
    batch = true,
  } = options;
  const token = tokens[home];
  const says: Says = {
    version: batch ? versions[software] : '4.2.20',
    hashtags: ({ open: 'public', token: 'authenticated', off: 'disabled' } as const)[tagTimeline],
  };
  const replay = options.replay ?? (software === 'gotosocial' ? 'ignore' : 'status');
  const limits: Limits = {
    ...usual[software],
    ...(options.characters ? { characters: options.characters } : {}),
    pictures: { ...usual[software].pictures, ...options.pictures },
  };
  const store = statusStore(now);
  const boosts = boostStore(store.nextId, now);
  const media = mediaStore(now);
  const complaints: string[] = [];
  const complain = (words: string) => void complaints.push(words);
  const { ours, withToken, withScope } = accessOf(token, scopes, complain);
  // Mastodon's documented limit, for a token and for everybody without one.
  const fiveMinutes = Temporal.Duration.from({ minutes: 5 });
  const requests = { ours: rateWindow(300, fiveMinutes, now), strangers: rateWindow(300, fiveMinutes, now) };
  let server: LocalServer;
  const url = () => server.url;
  const host = () => new URL(server.url).host;

  /** Counts the request and tells the limits; where the handler tells of narrower ones, those are told. */
  const counted =
    (handle: Handler): Handler =>
    async (call) => {
      neighbours.advance(now().epochMilliseconds);
      const window = ours(call) ? requests.ours : requests.strangers;
      const answer = window.take() ? await handle(call) : failed(429, 'Too many requests');
      return { ...answer, headers: { ...window.headers(), ...answer.headers } };
    };
  const document = (body: () => unknown): Handler => counted(() => ({ status: 200, body: body() }));

  const around = aroundOf({
    ...{ public: options.public, fediverse, home, tagTimeline, streaming, store, ours, complain, server: url },
    ...{ lateness: options.lateness, thumpMs: options.thumpMs },
    boosted: (id) => boosts.of(id) !== undefined,
    show: (id) => {
      const held = store.get(id);
      return held && statuses.body(held);
    },
  });
  const { neighbours, people, timelines } = around;

  const posts = (): readonly LocalPost[] =>
    store.all().map(({ id, text, language, at, replyTo, spoiler }) => ({
      ...{ id, url: urlOf(url(), id), text, langs: [language], at, replyTo },
      pictures: media.of(id).map(shownPicture),
      contentWarning: spoiler || undefined,
    }));
  const timeline = (): string => {
    const account = { name: profile.name, handle: `@${profile.username}@${host()}`, automated: true };
    return timelinePage({ network: 'mastodon', account, posts: posts() });
  };
  const showTimeline: Handler = () => page(timeline());

  const { counts } = neighbours.crowd.ours;
  const statuses = statusRoutes({
    ...{ store, boosts, media, limits, replay, showAfter, now, complain, server: url, ours },
    ...{ counts, theirs: around.theirs, pageOfTheirs: people.statuses },
    ...{ published: around.published, deleted: around.deleted },
  });
  const pictureRoutes = mediaRoutes({ media, limits, looksUntilReady, now, complain, server: url });
  const read = (handle: Handler) => counted(withScope(['read:statuses'], handle));
  const write = (scope: string, handle: Handler) => counted(withToken([scope], handle));
  server = await serveLocal({
    port: options.port,
    faults: options.faults,
    complain,
    routes: {
      'GET /': showTimeline,
      [`GET /@${profile.username}`]: showTimeline,
      [`GET /@${profile.username}/:id`]: showTimeline,
      'GET /.well-known/nodeinfo': document(() => wellKnownNodeinfo(url())),
      'GET /nodeinfo/2.0': document(() => nodeinfo(software, says, store.all().length)),
      'GET /api/v2/instance': document(() => instanceV2(url(), says, limits)),
      'GET /api/v1/instance': document(() => instanceV1(url(), says, limits, store.all().length)),
      'GET /api/v1/apps/verify_credentials': counted(
        withToken([], () => ({ status: 200, body: applicationOf(scopes) })),
      ),
      'GET /api/v1/accounts/verify_credentials': counted(
        withToken(['profile', 'read:accounts'], () => ({ status: 200, body: credentialsOf(url(), store.all()) })),
      ),
      'GET /api/v1/accounts/lookup': counted(people.lookup),
      'GET /api/v1/accounts/relationships': counted(
        // Asked for by whoever may, and no mistake of whoever may not.
        withToken([], (call) =>
          scopes.some((one) => ['read', 'read:follows'].includes(one))
            ? people.relationships(call)
            : failed(403, 'This action is outside the authorized scopes'),
        ),
      ),
      'GET /api/v1/accounts/:id': counted(people.one),
      'GET /api/v1/accounts/:id/statuses': read(statuses.list),
      'POST /api/v1/statuses': write('write:statuses', statuses.create),
      'GET /api/v1/statuses': batch ? read(statuses.several) : counted(() => failed(404, 'Not Found')),
      'GET /api/v1/statuses/:id': read(statuses.one),
      'POST /api/v1/statuses/:id/reblog': write('write:statuses', statuses.boost),
      'POST /api/v1/statuses/:id/unreblog': write('write:statuses', statuses.unboost),
      'DELETE /api/v1/statuses/:id': write('write:statuses', statuses.remove),
      'GET /api/v1/timelines/tag/:hashtag': read(timelines.tag),
      'GET /api/v1/streaming/hashtag': (call) => {
        neighbours.advance(now().epochMilliseconds); // what was before is not told
        return timelines.stream(call);
      },
      'GET /api/v1/streaming/health': timelines.health,
      'GET /api/v2/search': counted(withScope(['read:search'], people.search)),
      'POST /api/v2/media': write('write:media', pictureRoutes.create),
      'GET /api/v1/media/:id': write('write:media', pictureRoutes.look),
      'PUT /api/v1/media/:id': write('write:media', pictureRoutes.change),
      'GET /system/media_attachments/files/:id/original': pictureRoutes.file,
      'GET /system/media_attachments/files/:id/small': pictureRoutes.file,
    },
    fallback: counted((call) => {
      if (call.path.startsWith('/api/')) complain(`asked for what is not served here: ${call.method} ${call.path}`);
      return failed(404, 'Not Found');
    }),
  });

  fediverse.join(home, url(), neighbours.abroad);

  return {
    name: 'mastodon',
    url: url(),
    environment: { MASTODON_URL: url(), MASTODON_ACCESS_TOKEN: token },
    posts,
    // A status that is gone takes its boosts along.
    boosts: () => boosts.all().filter(({ of }) => store.get(of) ?? neighbours.get(of)),
    complaints: () => complaints,
    timeline,
    streams: { listeners: timelines.listeners, drop: timelines.drop },
    advance: (at) => neighbours.advance(at.epochMilliseconds),
    nextPublic: () => {
      const next = neighbours.next();
      return next === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(next);
    },
    held: () => heldBy(around.showing(), store.all(), options.public?.hashtag, (id) => ({ ...counts(id) })),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};

const shownPicture = ({ description, file: { type, width, height }, bytes, data }: HeldMedia): LocalPicture => ({
  ...{ alt: description, type, width, height, bytes: bytes.length, data },
});
