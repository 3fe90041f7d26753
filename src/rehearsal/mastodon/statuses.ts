import type { Held } from './entities.ts';
import { snowflakes } from './ids.ts';

/*
 * What the server keeps: statuses in the order of their ids, and the Idempotency-Keys it remembers.
 */

export type Page = {
  readonly limit: number;
  readonly maxId?: string;
  readonly sinceId?: string;
  readonly minId?: string;
};

const keysKept = Temporal.Duration.from({ hours: 1 });

export type StatusStore = ReturnType<typeof statusStore>;

export const statusStore = (now: () => Temporal.Instant) => {
  const held: Held[] = [];
  const keys = new Map<string, { readonly id: string; readonly asked: string; readonly until: Temporal.Instant }>();
  const nextId = snowflakes(now);

  return {
    nextId,
    all: (): readonly Held[] => held,
    get: (id: string): Held | undefined => held.find((one) => one.id === id),
    /** `asked`: the whole request, to tell whether the same key comes with another. */
    add: (status: Omit<Held, 'id' | 'at'>, key: string | undefined, asked: string): Held => {
      const made = { ...status, id: nextId(), at: now() };
      held.push(made);
      if (key) keys.set(key, { id: made.id, asked, until: made.at.add(keysKept) });
      return made;
    },
    remove: (id: string): void => {
      const index = held.findIndex((one) => one.id === id);
      if (index >= 0) held.splice(index, 1);
      // Its answers stay, and answer nothing any more.
      for (const [n, one] of held.entries()) if (one.replyTo === id) held[n] = { ...one, replyTo: undefined };
    },
    /** What was made with this key within the hour. */
    known: (key: string): { readonly id: string; readonly asked: string } | undefined => {
      const entry = keys.get(key);
      return entry && Temporal.Instant.compare(now(), entry.until) < 0 ? entry : undefined;
    },
    /** Newest first. `minId` gives the page just above it, `sinceId` the newest ones above it. */
    page: (shown: (one: Held) => boolean, { limit, maxId, sinceId, minId }: Page): readonly Held[] => {
      const inside = held.filter(
        (one) =>
          shown(one) &&
          (maxId === undefined || order(one.id, maxId) < 0) &&
          (sinceId === undefined || order(one.id, sinceId) > 0) &&
          (minId === undefined || order(one.id, minId) > 0),
      );
      return (minId === undefined ? inside.slice(-limit) : inside.slice(0, limit)).toReversed();
    },
  };
};

/** Ids are numbers written as strings; what is no number sorts before all. */
export const order = (a: string, b: string): number => {
  const [left, right] = [a, b].map((id) => (/^\d+$/.test(id) ? BigInt(id) : -1n)) as [bigint, bigint];
  return left < right ? -1 : left > right ? 1 : 0;
};
