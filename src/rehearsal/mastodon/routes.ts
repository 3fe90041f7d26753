import type { Answer, Call, Handler } from '../http.ts';
import { type Held, profile, statusOf } from './entities.ts';
import type { Limits } from './instance.ts';
import { rateWindow } from './limits.ts';
import type { MediaStore } from './media.ts';
import { type Refusal, readWanted, refusal, refusalOfReply } from './publish.ts';
import { failed, notFound, tooMany } from './refusals.ts';
import type { StatusStore } from './statuses.ts';

/*
 * What can be done with statuses: publish, read, list, delete.
 */

type World = {
  readonly store: StatusStore;
  readonly media: MediaStore;
  readonly limits: Limits;
  readonly replay: 'status' | 'error500' | 'ignore';
  readonly showAfter?: Temporal.Duration;
  readonly now: () => Temporal.Instant;
  readonly complain: (words: string) => void;
  readonly server: () => string;
  /** Whether the call carries the account's own token. */
  readonly ours: (call: Call) => boolean;
};

export const statusRoutes = (world: World) => {
  const { store, media, limits, replay, showAfter, now, complain, server, ours } = world;
  // Mastodon's documented limits: 300 statuses and boosts in 3 hours, 30 deletions in 30 minutes.
  const created = rateWindow(300, Temporal.Duration.from({ hours: 3 }), now);
  const deleted = rateWindow(30, Temporal.Duration.from({ minutes: 30 }), now);

  const body = (held: Held) => statusOf(server(), held, store.all(), media.of(held.id));
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
    return { status: 200, body: body(made) };
  };
  const refused = ({ status, words }: Refusal): Answer => {
    complain(`refused: ${words}`);
    return failed(status, words);
  };
  const create: Handler = (call) => ({ ...answerToCreate(call), headers: created.headers() });

  const list: Handler = (call) => {
    if (call.params.id !== profile.id) return notFound;
    const asked = Number(call.query.get('limit') ?? 20);
    if (asked > 40) complain(`asked for ${asked} statuses a page; 40 is the most`);
    if (call.query.get('pinned') === 'true') return { status: 200, body: [] };
    const id = (name: string) => call.query.get(name) ?? undefined;
    const found = store.page((one) => shown(one) && mayRead(call, one), {
      limit: Math.min(40, Math.max(1, Math.floor(asked) || 20)),
      maxId: id('max_id'),
      sinceId: id('since_id'),
      minId: id('min_id'),
    });
    return { status: 200, headers: links(call, found), body: found.map(body) };
  };

  const links = (call: Call, found: readonly Held[]): Record<string, string> => {
    const to = (name: string, one: Held | undefined) => {
      const query = new URLSearchParams(call.query);
      for (const key of ['max_id', 'since_id', 'min_id']) query.delete(key);
      query.set(name, one?.id ?? '');
      return `<${server()}${call.path}?${query}>`;
    };
    if (found.length === 0) return {};
    return { link: `${to('max_id', found.at(-1))}; rel="next", ${to('min_id', found[0])}; rel="prev"` };
  };

  const one: Handler = (call) => {
    const held = store.get(call.params.id ?? '');
    return held && mayRead(call, held) ? { status: 200, body: body(held) } : notFound;
  };

  const several: Handler = (call) => {
    const ids = [...call.query.getAll('id[]'), ...call.query.getAll('id')].slice(0, 20); // 20: Mastodon's most for a batch
    const found = ids.flatMap((id) => store.get(id) ?? []).filter((held) => mayRead(call, held));
    return { status: 200, body: found.map(body) };
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
    media.release(held.id, withMedia);
    return { status: 200, body: last };
  };

  return { create, list, one, several, remove };
};
