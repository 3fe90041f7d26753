import type { Answer, Call, Handler } from '../http.ts';
import type { LocalBoost } from '../local.ts';
import type { Window } from './limits.ts';
import { failed, notFound, tooMany } from './refusals.ts';

/*
 * Our boosts: each is a status of ours that holds another one. (mastodon/mastodon, app/services/reblog_service.rb,
 * app/controllers/api/v1/statuses/reblogs_controller.rb)
 */

export type Boosts = ReturnType<typeof boostStore>;

export const boostStore = (nextId: () => string, now: () => Temporal.Instant) => {
  const held = new Map<string, LocalBoost>();
  return {
    all: (): readonly LocalBoost[] => [...held.values()],
    of: (id: string): LocalBoost | undefined => held.get(id),
    /** The same post again is the same boost. */
    add: (of: string): LocalBoost => {
      const made = held.get(of) ?? { id: nextId(), of, at: now() };
      held.set(of, made);
      return made;
    },
    remove: (of: string): void => void held.delete(of),
  };
};

type World = {
  readonly boosts: Boosts;
  /** Any status as this server shows it to us; undefined: it does not. */
  readonly show: (id: string) => object | undefined;
  readonly wrapper: (boost: LocalBoost, shown: object) => object;
  /** Shared with statuses: 300 in 3 hours. */
  readonly created: Window;
  /** Shared with deletions: 30 in 30 minutes. */
  readonly deleted: Window;
  readonly complain: (words: string) => void;
};

const visibilities = ['public', 'unlisted', 'private'];

export const boostRoutes = ({ boosts, show, wrapper, created, deleted, complain }: World) => {
  const answerToBoost = (call: Call): Answer => {
    const id = call.params.id ?? '';
    const shown = show(id);
    if (!shown) return notFound;
    const { visibility: own } = shown as { readonly visibility?: string };
    if (own === 'private' || own === 'direct') return failed(403, 'This action is not allowed');
    const body = call.text === '' ? {} : (call.json() as { readonly visibility?: unknown } | undefined);
    const visibility = body?.visibility ?? 'public';
    if (!visibilities.includes(String(visibility))) {
      complain(`a boost with the visibility ${String(visibility)}`);
      return failed(422, 'Validation failed: Visibility is not included in the list');
    }
    const there = boosts.of(id);
    if (!there && !created.take()) return tooMany;
    const made = boosts.add(id);
    return { status: 200, body: wrapper(made, show(id) ?? shown) };
  };

  const boost: Handler = (call) => ({ ...answerToBoost(call), headers: created.headers() });

  const unboost: Handler = (call) => {
    const id = call.params.id ?? '';
    if (!deleted.take()) return { ...tooMany, headers: deleted.headers() };
    boosts.remove(id);
    const shown = show(id);
    return { ...(shown ? { status: 200, body: shown } : notFound), headers: deleted.headers() };
  };

  return { boost, unboost };
};
