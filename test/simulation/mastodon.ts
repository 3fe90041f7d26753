import { Ambiguous } from '../../src/errors.ts';
import type { Dice } from './dice.ts';
import type { Held, Site, Ways } from './networks.ts';

/** What servers differ in. */
export type MastodonServer = {
  readonly keys: 'honoured' | 'ignored' | 'honoured, and a replay is answered by 500';
  /** Before spring 2026: two requests with one key that are worked on at the same time make two posts. */
  readonly races: boolean;
  /** Our own timeline shows a post up to this much later. */
  readonly lagMs: number;
};

const HOUR = 3_600_000;

/** An Idempotency-Key is remembered for an hour from when the post was taken. */
export const simulatedMastodon = ({ agenda, machine, onPost }: Site, server: MastodonServer, dice: Dice): Ways => {
  const statuses: Held[] = [];
  const keys = new Map<string, Held>();
  return {
    name: 'mastodon',
    key: (delivery, step) => `${delivery.id}-${step}`,
    recallAfter: [Temporal.Duration.from({ seconds: 60 })],
    price: { publish: () => 0, recall: 0, account: 0, boost: 0, look: 0, partnerPosts: () => 0, partnerPage: 0 },
    take: (attempt, arrived) => {
      const known = keys.get(attempt.key);
      const remembered = known && agenda.now() - known.at < HOUR && !(server.races && known.at > arrived);
      if (remembered && server.keys !== 'ignored') {
        if (server.keys === 'honoured') return known;
        throw new Ambiguous('the server answered 500');
      }
      const at = agenda.now();
      const held = { id: `status-${statuses.length}`, attempt, at, shownFrom: at + dice.between(0, server.lagMs) };
      statuses.push(held);
      keys.set(attempt.key, held);
      onPost('mastodon', held);
      return held;
    },
    // As the adapter looks (src/network/mastodon/recall.ts): what is younger than the attempt by our clock, less two minutes; else
    // back to the post before it, or a day.
    look: (attempt, ours) => {
      const since = attempt.createdAt.epochMilliseconds - 120_000;
      const from = Math.min(attempt.createdAt.epochMilliseconds, machine.now()) - 24 * HOUR;
      const parent = attempt.with.reply?.parent.remoteId;
      const before = statuses.findLastIndex((one) => one.at < since && ours?.before.has(one.id));
      const fits = statuses.filter(
        (one, place) =>
          place > before &&
          one.shownFrom <= agenda.now() &&
          one.at >= (ours ? from : since) &&
          !ours?.before.has(one.id) &&
          !ours?.after.has(one.id) &&
          one.attempt.text === attempt.text &&
          one.attempt.with.reply?.parent.remoteId === parent,
      );
      const found = fits.find((one) => one.at >= since) ?? fits.at(-1);
      const trusted = machine.now() - attempt.createdAt.epochMilliseconds < 55 * 60_000;
      return { ...(found ? { found } : {}), resend: server.keys !== 'ignored' && trusted };
    },
  };
};
