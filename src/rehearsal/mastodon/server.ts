import { type Handler, type LocalServer, page, serveLocal } from '../http.ts';
import type { LocalNetwork, LocalOptions, LocalPicture, LocalPost } from '../local.ts';
import { timelinePage } from '../timeline.ts';
import { accessOf, usualScopes } from './access.ts';
import { accountOf, applicationOf, credentialsOf, profile, urlOf } from './entities.ts';
import { instanceV1, instanceV2, type Limits, nodeinfo, type Software, wellKnownNodeinfo } from './instance.ts';
import { rateWindow } from './limits.ts';
import { type HeldMedia, mediaStore } from './media.ts';
import { mediaRoutes } from './media-routes.ts';
import { failed } from './refusals.ts';
import { statusRoutes } from './routes.ts';
import { statusStore } from './statuses.ts';

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
};

const token = 'rehearsal-only-mastodon-token';

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

export const startLocalMastodon = async (options: LocalMastodonOptions): Promise<LocalNetwork> => {
  const { now, software = 'mastodon', showAfter, looksUntilReady = 0, scopes = usualScopes } = options;
  const replay = options.replay ?? (software === 'gotosocial' ? 'ignore' : 'status');
  const limits: Limits = {
    ...usual[software],
    ...(options.characters ? { characters: options.characters } : {}),
    pictures: { ...usual[software].pictures, ...options.pictures },
  };
  const store = statusStore(now);
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
      const window = ours(call) ? requests.ours : requests.strangers;
      const answer = window.take() ? await handle(call) : failed(429, 'Too many requests');
      return { ...answer, headers: { ...window.headers(), ...answer.headers } };
    };
  const document = (body: () => unknown): Handler => counted(() => ({ status: 200, body: body() }));

  const lookup: Handler = (call) => {
    const asked = (call.query.get('acct') ?? '').replace(/^@/, '').toLowerCase();
    const known = [profile.username, `${profile.username}@${host()}`].includes(asked);
    return known ? { status: 200, body: accountOf(url(), store.all()) } : failed(404, 'Record not found');
  };

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

  const statuses = statusRoutes({ store, media, limits, replay, showAfter, now, complain, server: url, ours });
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
      'GET /nodeinfo/2.0': document(() => nodeinfo(software, store.all().length)),
      'GET /api/v2/instance': document(() => instanceV2(url(), software, limits)),
      'GET /api/v1/instance': document(() => instanceV1(url(), software, limits, store.all().length)),
      'GET /api/v1/apps/verify_credentials': counted(
        withToken([], () => ({ status: 200, body: applicationOf(scopes) })),
      ),
      'GET /api/v1/accounts/verify_credentials': counted(
        withToken(['profile', 'read:accounts'], () => ({ status: 200, body: credentialsOf(url(), store.all()) })),
      ),
      'GET /api/v1/accounts/lookup': counted(lookup),
      'GET /api/v1/accounts/:id/statuses': read(statuses.list),
      'POST /api/v1/statuses': write('write:statuses', statuses.create),
      'GET /api/v1/statuses': read(statuses.several),
      'GET /api/v1/statuses/:id': read(statuses.one),
      'DELETE /api/v1/statuses/:id': write('write:statuses', statuses.remove),
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

  return {
    name: 'mastodon',
    url: url(),
    environment: { MASTODON_URL: url(), MASTODON_ACCESS_TOKEN: token },
    posts,
    complaints: () => complaints,
    timeline,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};

const shownPicture = ({ description, file: { type, width, height }, bytes, data }: HeldMedia): LocalPicture => ({
  ...{ alt: description, type, width, height, bytes: bytes.length, data },
});
