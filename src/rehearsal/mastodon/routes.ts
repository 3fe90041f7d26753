import type { Counts } from '../../model.ts';
import type { Answer, Call, Handler } from '../http.ts';
import { type Boosts, boostRoutes } from './boosts.ts';
import { boostOf, type Held, profile, statusOf } from './entities.ts';
import type { Limits } from './instance.ts';
import { rateWindow } from './limits.ts';
import type { MediaStore } from './media.ts';
import { type Refusal, readWanted, refusal, refusalOfReply } from './publish.ts';
import { failed, notFound, tooMany } from './refusals.ts';
import { order, type Page, type StatusStore } from './statuses.ts';
import { links, pageIn } from './timeline-routes.ts';

/*
 * What can be done with statuses: publish, read, list, delete.
 */

type World = {
  readonly store: StatusStore;
  readonly boosts: Boosts;
  readonly media: MediaStore;
  readonly limits: Limits;
  readonly replay: 'status' | 'error500' | 'ignore';
  readonly showAfter?: Temporal.Duration;
  readonly now: () => Temporal.Instant;
  readonly complain: (words: string) => void;
  readonly server: () => string;
  /** Whether the call carries the account's own token. */
  readonly ours: (call: Call) => boolean;
  /** What others did about a status of ours. */
  readonly counts: (id: string) => Counts;
  /** Somebody else's status, as this server shows it. */
  readonly theirs: (id: string) => object | undefined;
  /** A page of somebody else's statuses. */
  readonly pageOfTheirs: (call: Call, page: Page) => Answer | undefined;
  readonly published: (held: Held) => void;
  readonly deleted: (held: Held) => void;
};

const mostAtOnce = 20; // statuses_controller.rb, check_statuses_limit

export const statusRoutes = (world: World) => {
  const { store, boosts, media, limits, replay, showAfter, now, complain, server, ours, theirs } = world;
  // Mastodon's documented limits: 300 statuses and boosts in 3 hours, 30 deletions in 30 minutes.
  const created = rateWindow(300, Temporal.Duration.from({ hours: 3 }), now);
  const deleted = rateWindow(30, Temporal.Duration.from({ minutes: 30 }), now);

  const body = (held: Held) => {
    const reblogged = boosts.of(held.id) !== undefined;
    const { boosts: others, ...counts } = world.counts(held.id);
    const all = { ...counts, boosts: others + (reblogged ? 1 : 0) };
    return { ...statusOf(server(), held, store.all(), media.of(held.id), all), reblogged };
  };
  const there = { post: store.get, freeMedia: media.free };
  const shown = (one: Held) => !showAfter || Temporal.Instant.compare(one.at.add(showAfter), now()) <= 0;
  const mayRead = (call: Call, one: Held) => ours(call) || ['public', 'unlisted'].includes(one.visibility);

  const answerToCreate = (call: Call): Answer => {
    const wanted = readWanted(call, complain);
    const orphan = refusalOfReply(wanted, there);
    if (orphan) return refused(orphan);
    const { key, ...rest } = wanted;
    const asked = JSON.stringify(rest);
    const known = key === undefined || replay === 'ignore' ? undefined : store.known(key);
    if (known) {
      if (known.asked !== asked) complain('one Idempotency-Key for two different posts');
      if (replay === 'error500') return failed(500, 'We are sorry, but something went wrong on our end');
      const held = store.get(known.id);
      return held ? { status: 200, body: body(held) } : notFound;
    }
    const invalid = refusal(wanted, limits, there);
    if (invalid) return refused(invalid);
    if (!created.take()) return tooMany;
    const { media: ids, ...status } = rest;
    const made = store.add(status, key, asked);
    media.attach(ids, made.id);
    world.published(made);
    return { status: 200, body: body(made) };
  };
  const refused = ({ status, words }: Refusal): Answer => {
    complain(`refused: ${words}`);
    return failed(status, words);
  };
  const create: Handler = (call) => ({ ...answerToCreate(call), headers: created.headers() });

  const list: Handler = (call) => {
    const page = pageIn(call, complain);
    if (call.params.id !== profile.id) return world.pageOfTheirs(call, page) ?? notFound;
    if (call.query.get('pinned') === 'true') return { status: 200, body: [] };
    const found = store.page((one) => shown(one) && mayRead(call, one), page);
    const posts = found.map((one) => ({ id: one.id, body: body(one) as object }));
    const all = [...posts, ...boostsIn(call, page)].sort((a, b) => order(b.id, a.id));
    const cut = page.minId === undefined ? all.slice(0, page.limit) : all.slice(-page.limit);
    const ids = cut.map(({ id }) => id);
    return { status: 200, headers: links(server(), call, ids), body: cut.map((one) => one.body) };
  };

  const boostsIn = (call: Call, { maxId, sinceId, minId }: Page) => {
    if (call.query.get('exclude_reblogs') === 'true') return [];
    return boosts.all().flatMap((boost) => {
      const { id } = boost;
      const inside =
        (!maxId || order(id, maxId) < 0) && (!sinceId || order(id, sinceId) > 0) && (!minId || order(id, minId) > 0);
      const of = inside ? (read(call, boost.of) as object | undefined) : undefined;
      return of ? [{ id, body: boostOf(server(), boost, 'public', of) as object }] : [];
    });
  };

  const read = (call: Call, id: string): object | undefined => {
    const held = store.get(id);
    return held ? (mayRead(call, held) ? body(held) : undefined) : theirs(id);
  };

  const one: Handler = (call) => {
    const found = read(call, call.params.id ?? '');
    return found ? { status: 200, body: found } : notFound;
  };

  const several: Handler = (call) => {
    const ids = [...new Set([...call.query.getAll('id[]'), ...call.query.getAll('id')])];
    if (ids.length > mostAtOnce) {
      complain(`asked for ${ids.length} statuses at once; ${mostAtOnce} is the most`);
      return failed(422, 'Mastodon::ValidationError');
    }
    return { status: 200, body: ids.flatMap((id) => read(call, id) ?? []) };
  };

  const remove: Handler = (call) => {
    const held = store.get(call.params.id ?? '');
    const answer = !deleted.take()
      ? tooMany
      : held
        ? removed(held, call.query.get('delete_media') === 'true')
        : notFound;
    return { ...answer, headers: deleted.headers() };
  };

  const removed = (held: Held, withMedia: boolean): Answer => {
    const last = { ...body(held), text: held.text };
    store.remove(held.id);
    boosts.remove(held.id);
    world.deleted(held);
    media.release(held.id, withMedia);
    return { status: 200, body: last };
  };

  const boosting = boostRoutes({
    ...{ boosts, created, deleted, complain },
    show: (id) => {
      const held = store.get(id);
      return held ? body(held) : theirs(id);
    },
    wrapper: (boost, shown) => boostOf(server(), boost, 'public', shown),
  });

  return { create, list, one, several, remove, body, ...boosting };
};
