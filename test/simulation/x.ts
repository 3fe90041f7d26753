import { Ambiguous } from '../../src/errors.ts';
import type { Dice } from './dice.ts';
import type { Held, Site, Ways } from './networks.ts';

const DAY = 86_400_000;

/** The most posts that one look reads, at $0.005 each; what is not used is charged to nobody. */
const PAGE = 10;

const micros = (text: string): number => (text.includes('https://') ? 200_000 : 15_000);

/**
 * No key. The same text within a day is refused, in words that only suggest that the first landed. A post may be missing from
 * reads for a while. Everything costs money.
 */
export const simulatedX = ({ agenda, machine, onPost, onCharge }: Site, dice: Dice): Ways => {
  const posts: Held[] = [];
  let charged = 0;
  const hidden = (): number => {
    if (dice.chance(0.02)) return dice.between(0, 3_600_000);
    return dice.chance(0.1) ? dice.between(0, 600_000) : dice.between(0, 10_000);
  };
  return {
    name: 'x',
    key: () => '',
    recallAfter: [{ seconds: 15 }, { seconds: 60 }, { minutes: 5 }].map((span) => Temporal.Duration.from(span)),
    price: {
      publish: (text) => micros(text) / 1e6,
      recall: (PAGE * 5_000) / 1e6,
      account: 0.01,
      boost: 0.015,
      look: 0.005,
      partnerPosts: (read) => read * 0.005,
      partnerPage: 20,
    },
    // The same user is charged for once a day.
    onAccount: () => {
      const today = Math.floor(agenda.now() / DAY);
      if (today !== charged) onCharge(10_000);
      charged = today;
    },
    take: (attempt) => {
      const at = agenda.now();
      const same = posts.some((one) => one.attempt.text === attempt.text && at - one.at < DAY);
      if (same) throw new Ambiguous('You are not allowed to create a Tweet with duplicate content.');
      const held = { id: `tweet-${posts.length}`, attempt, at, shownFrom: at + hidden() };
      posts.push(held);
      onCharge(micros(attempt.text));
      onPost('x', held);
      return held;
    },
    // As the adapter looks (src/network/x/adapter.ts): the newest since six minutes before the attempt, by our clock.
    look: (attempt, ours) => {
      const since = Math.min(attempt.createdAt.epochMilliseconds, machine.now()) - 360_000;
      const page = posts.filter((one) => one.shownFrom <= agenda.now() && one.at >= since).slice(-PAGE);
      onCharge(page.length * 5_000);
      const parent = attempt.with.reply?.parent.remoteId;
      const found = page.find(
        (one) =>
          !ours?.before.has(one.id) &&
          !ours?.after.has(one.id) &&
          one.attempt.text === attempt.text &&
          one.attempt.with.reply?.parent.remoteId === parent,
      );
      return { ...(found ? { found } : {}), resend: false };
    },
  };
};
