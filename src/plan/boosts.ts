import { milliseconds } from '../clock.ts';
import type { BoostDecision, BoostRules, PartnerPost } from '../model.ts';
import { account } from './boosts/account.ts';
import { type Circumstances, type Finding, failed, passed } from './boosts/circumstances.ts';
import { consent, consentSpan } from './boosts/consent.ts';
import { altText, exclude, include, originalsOnly, sensitive, visibility } from './boosts/content.ts';
import { langs } from './boosts/language.ts';
import { dayAround, madeOn } from './boosts/room.ts';
import { sayingOf } from './boosts/sealed.ts';
import { hold, isHeld, maxAge, minEngagement, type Times, timesOf } from './boosts/times.ts';
import { type Turn, turn } from './boosts/turn.ts';
import { moment, ordinal, spanWords } from './boosts/words.ts';

/*
 * What becomes of a partner's post at this moment, by which rules, and in words that a person can read. Pure: the same post, rules and
 * circumstances are always decided alike. Where something is not told or not plain, a person decides, also under `mode: auto`.
 */

const SAME_WORDS = 'the same words';

const again = (post: PartnerPost, { boosted, campaign, now }: Circumstances): Finding => {
  const { remoteId, earlierIds = [], boostedByUs } = post;
  const ids = [remoteId, ...earlierIds];
  const made = boosted.find((one) => ids.includes(one.remoteId));
  if (!made && !boostedByUs) {
    const saying = sayingOf(post);
    const before = boosted.find(
      (one) =>
        saying !== undefined &&
        one.saying === saying &&
        now.epochMilliseconds - one.at.epochMilliseconds < milliseconds(campaign.repeatAfter),
    );
    if (!before) return passed('again', 'no', 'not boosted before');
    // Whether it may say so again is for its author to know; whoever reviews it should.
    const words = `not boosted before, but a post that says the same was, at ${moment(before.at, now, campaign.timeZone)}`;
    return passed('again', SAME_WORDS, words);
  }
  const how = made && !made.byHand ? 'boosted already' : 'boosted already, by hand: it counts and is not repeated';
  return failed('again', 'declined', 'yes', how);
};

const answer = ({ answer: said }: Circumstances): Finding => {
  if (said === undefined) return passed('answer', 'none', 'nobody has been asked, or has answered');
  if (said.kind === 'accepted') return passed('answer', 'accepted', `accepted by ${said.by}`);
  return failed('answer', 'declined', 'declined', `by ${said.by}`);
};

const mode = (rules: BoostRules, { answer: said }: Circumstances): Finding => {
  if (rules.mode === 'auto') return passed('mode', 'auto', 'the rules alone decide');
  if (said?.kind === 'accepted') return passed('mode', 'review', `accepted by ${said.by}`);
  return failed('mode', 'review', 'review', 'a person accepts each boost (mode: review)');
};

const pause = ({ paused }: Circumstances): Finding =>
  paused === undefined
    ? passed('pause', 'no', 'not paused')
    : { rule: 'pause', passed: false, value: 'yes', words: paused };

/** `#StandWithThe6, 3rd of 4 today`: why a post is boosted at a moment, told at `now`. */
export const boostWords = (
  post: PartnerPost,
  rules: BoostRules,
  { partner, campaign, boosted, now }: Pick<Circumstances, 'partner' | 'campaign' | 'boosted' | 'now'>,
  at = now,
): string => {
  const { value } = include(post, rules);
  const day = dayAround(at.epochMilliseconds, campaign.timeZone);
  const made = boosted.map((one) => ({ at: one.at.epochMilliseconds, partner: one.partner }));
  const before = made.filter((one) => one.at < at.epochMilliseconds);
  const date = at.toZonedDateTimeISO(campaign.timeZone).toPlainDate();
  const today = date.equals(now.toZonedDateTimeISO(campaign.timeZone).toPlainDate());
  return `${value === 'none' ? `a post of ${partner.name}` : value}, ${ordinal(madeOn(day, before, partner.id) + 1)} of ${rules.perDay} ${today ? 'today' : `on ${date}`}`;
};

/** Why there is no room at this moment. */
export const hindranceWords = ({ findings, room }: Turn, rules: BoostRules): string => {
  const first = room.hindrances[0];
  if (first?.rule === 'spacing') return `boosts are ${spanWords(rules.spacing)} apart`;
  return findings.find(({ rule }) => rule === first?.rule)?.words ?? 'there is no room';
};

const endsByConsent = ({ deadline }: Times, { partner, campaign }: Circumstances): boolean =>
  deadline === consentSpan(partner, campaign.timeZone).end - 1;

/** What ends at the deadline. */
const deadlineWords = (times: Times, circumstances: Circumstances): string => {
  const { partner } = circumstances;
  return endsByConsent(times, circumstances)
    ? `the consent of ${partner.name} ends on ${partner.consent.until}`
    : 'it is too old';
};

/** Without these nothing else is worth telling. */
const first = ['consent', 'account', 'again', 'answer'];

export const decide = (post: PartnerPost, rules: BoostRules, circumstances: Circumstances): BoostDecision => {
  const { now, campaign, known } = circumstances;
  const times = timesOf(post, rules, circumstances);
  const held = isHeld(times, now);
  const turned = turn(rules, times.deadline, circumstances);
  const findings = [
    consent(circumstances),
    account(post, circumstances),
    again(post, circumstances),
    answer(circumstances),
    visibility(post),
    originalsOnly(post, rules),
    langs(post, rules),
    include(post, rules),
    exclude(post, rules),
    altText(post, rules),
    sensitive(post, rules),
    maxAge(post, rules, circumstances),
    hold(post, times, circumstances),
    minEngagement(post, rules, held),
    mode(rules, circumstances),
    pause(circumstances),
    ...turned.findings,
  ];
  const steps = findings.map(({ then: _, ...step }) => step);
  const end = (state: BoostDecision['state'], reason: string, at?: number): BoostDecision => ({
    state,
    ...(at === undefined ? {} : { at: Temporal.Instant.fromEpochMilliseconds(at) }),
    reason,
    steps,
  });
  const shown = (at: number) => moment(Temporal.Instant.fromEpochMilliseconds(at), now, campaign.timeZone);
  const tooLate = (why: string) => (known ? end('lapsed', `lapsed: ${why}`) : end('declined', `declined: ${why}`));

  const against = findings.filter(({ then }) => then === 'declined');
  if (against.length > 0) {
    const weighty = against.find(({ rule }) => first.includes(rule));
    const words = (weighty ? [weighty] : against).map((one) => one.words).join('; ');
    return against.every(({ rule }) => rule === 'maxAge') ? tooLate(words) : end('declined', `declined: ${words}`);
  }
  if (times.ready > times.deadline) {
    const because = endsByConsent(times, circumstances) ? `, as ${deadlineWords(times, circumstances)}` : '';
    const until = `it may be boosted until ${shown(times.deadline)} only${because}`;
    return tooLate(`its hold ends at ${shown(times.ready)}, and ${until}`);
  }
  if (held) return end('held', `held ${findings.find(({ rule }) => rule === 'hold')!.words}`, times.ready);
  const asked = findings.filter(({ then }) => then === 'review');
  if (asked.length > 0 && circumstances.answer?.kind !== 'accepted') {
    // What stands out is told; that every post is looked at is told only where nothing does.
    const outstanding = asked.filter(({ rule }) => rule !== 'mode');
    const words = (outstanding.length > 0 ? outstanding : asked).map((one) => one.words);
    const repeated = findings.filter(({ value }) => value === SAME_WORDS).map((one) => one.words);
    return end('review', `review: ${[...words, ...repeated].join('; ')}`, times.deadline + 1);
  }
  if (circumstances.paused !== undefined) return end('waiting', `waiting: ${circumstances.paused}`);
  const { at } = turned.room;
  if (at === now.epochMilliseconds) return end('boost now', `boost now: ${boostWords(post, rules, circumstances)}`);
  const why = hindranceWords(turned, rules);
  if (turned.room.hindrances.at(-1)?.until === undefined && at === undefined)
    return end('declined', `declined: ${why}`);
  if (at === undefined) {
    return end('lapsed', `lapsed: ${why}, and there is no room before ${deadlineWords(times, circumstances)}`);
  }
  return end('waiting', `waiting until ${shown(at)}: ${why}`, at);
};
