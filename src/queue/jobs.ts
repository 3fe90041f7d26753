import type { DeliveryId, NetworkName } from '../model.ts';

/*
 * The queues and what their jobs carry: ids, never texts. A job is only a wake-up: the store says what there is to do.
 */

/** Every write of an account goes through one queue, since the networks' limits are per account. */
export type WriteQueue = `write-${NetworkName}`;
/** Queues whose jobs only say that it is time to look. */
export const tickQueues = ['plan', 'boost', 'watch', 'snapshot', 'report'] as const;
export type TickQueue = (typeof tickQueues)[number];
export type QueueName = WriteQueue | TickQueue;

export type Jobs = {
  readonly publish: { readonly delivery: DeliveryId };
  readonly tick: Record<string, never>;
};

export const writeQueue = (network: NetworkName): WriteQueue => `write-${network}`;

/** Lower is sooner: publishing goes before boosting on the same queue. */
export const priority = { publish: 1, boost: 10 } as const;

/** What a handler tells the queue: it is done with this wake-up, or wants another in so many real milliseconds. */
export type Next = { readonly kind: 'done' } | { readonly kind: 'sleep'; readonly milliseconds: number };
export const done: Next = { kind: 'done' };
export const sleep = (milliseconds: number): Next => ({
  kind: 'sleep',
  milliseconds: Math.max(1, Math.ceil(milliseconds)),
});
