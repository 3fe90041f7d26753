import { milliseconds } from '../../clock.ts';
import type { BoostRules, PartnerPost } from '../../model.ts';
import { type Circumstances, type Finding, failed, passed } from './circumstances.ts';
import { consentSpan } from './consent.ts';
import { agoWords, moment, spanWords } from './words.ts';

/*
 * How old a post is, and how long it is held. Moments are milliseconds since 1970. What is exactly as old as `maxAge` is not older.
 */

/** Clocks of servers differ; a post that is dated further ahead than this has a date that cannot be believed. */
const aheadAtMost = 5 * 60_000;

export type Times = {
  /** The hold ends. */
  readonly ready: number;
  /** The last moment at which it may be boosted. */
  readonly deadline: number;
};

/** At the end of the hold it is over. */
export const isHeld = ({ ready }: Pick<Times, 'ready'>, now: Temporal.Instant): boolean =>
  now.epochMilliseconds < ready;

/** An edit begins the hold anew: its author was not done. */
export const timesOf = (
  post: PartnerPost,
  rules: BoostRules,
  { partner, campaign, holdFrom }: Pick<Circumstances, 'partner' | 'campaign' | 'holdFrom'>,
): Times => {
  const consent = consentSpan(partner, campaign.timeZone);
  const changes = [post.at, post.editedAt, holdFrom].flatMap((at) => at?.epochMilliseconds ?? []);
  const ready = Math.max(...changes) + milliseconds(rules.hold);
  const tooOld = post.at.epochMilliseconds + milliseconds(rules.maxAge);
  return { ready: Math.max(ready, consent.start), deadline: Math.min(tooOld, consent.end - 1) };
};

export const maxAge = (post: PartnerPost, rules: BoostRules, { now }: Circumstances): Finding => {
  const age = now.epochMilliseconds - post.at.epochMilliseconds;
  if (age < -aheadAtMost) {
    return failed('maxAge', 'declined', 'in the future', 'dated in the future, so nobody can say how old it is');
  }
  const most = spanWords(rules.maxAge);
  const ago = agoWords(Math.max(0, age));
  if (age > milliseconds(rules.maxAge)) return failed('maxAge', 'declined', ago, `older than ${most} (${ago} old)`);
  return passed('maxAge', ago, `${ago} old, of ${most} at most`);
};

export const hold = (post: PartnerPost, { ready }: Times, { now, campaign, holdFrom }: Circumstances): Finding => {
  const at = Temporal.Instant.fromEpochMilliseconds(ready);
  const until = moment(at, now, campaign.timeZone);
  const changed = post.editedAt !== undefined || holdFrom !== undefined;
  const why = changed ? ', as it was changed' : '';
  if (now.epochMilliseconds < ready)
    return { rule: 'hold', passed: false, value: until, words: `until ${until}${why}` };
  return passed('hold', until, `over since ${until}`);
};

export const minEngagement = ({ counts }: PartnerPost, rules: BoostRules, held: boolean): Finding => {
  const least = rules.minEngagement;
  if (least === 0) return passed('minEngagement', 'not asked', 'the rules ask for no likes, boosts or replies');
  const told = [counts.likes, counts.boosts, counts.replies].filter((count) => count !== undefined);
  if (told.length === 0) {
    const words = 'the network does not tell how many likes, boosts and replies it has';
    return failed('minEngagement', 'review', 'not told', words);
  }
  const sum = told.reduce((all, count) => all + count, 0);
  const words = `${sum} likes, boosts and replies; the rules want ${least}`;
  if (sum >= least) return passed('minEngagement', String(sum), words);
  if (!held) return failed('minEngagement', 'declined', String(sum), words);
  // There is still time to find readers: it is judged at the end of the hold.
  return { rule: 'minEngagement', passed: false, value: String(sum), words: `${words}, at the end of the hold` };
};
