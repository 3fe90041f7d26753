import { recordKey } from '../../src/network/bluesky/key.ts';
import type { Held, Site, Ways } from './networks.ts';

/*
 * A key is a post: a key that exists is never overwritten, and whoever comes with it again is shown what stands there, be
 * it the same content (200) or another (400 InvalidSwap, and then the adapter reads the record).
 */
export const simulatedBluesky = ({ agenda, onPost }: Site): Ways => {
  const records = new Map<string, Held>();
  return {
    name: 'bluesky',
    key: recordKey,
    recallAfter: [Temporal.Duration.from({ seconds: 0 })],
    price: { publish: () => 0, recall: 0, account: 0, boost: 0, look: 0, partnerPosts: () => 0, partnerPage: 0 },
    take: (attempt) => {
      const known = records.get(attempt.key);
      if (known) return known;
      const held = { id: attempt.key, attempt, at: agenda.now(), shownFrom: agenda.now() };
      records.set(attempt.key, held);
      onPost('bluesky', held);
      return held;
    },
    look: (attempt) => {
      const found = records.get(attempt.key);
      return { ...(found ? { found } : {}), resend: true };
    },
  };
};
