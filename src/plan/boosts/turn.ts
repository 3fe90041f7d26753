import { milliseconds } from '../../clock.ts';
import type { BoostRule, BoostRules } from '../../model.ts';
import { type Circumstances, type Finding, passed } from './circumstances.ts';
import { afterQuiet } from './quiet.ts';
import { dayAround, type Made, madeOn, type Room, room } from './room.ts';
import { hoursWords, moment, spanWords } from './words.ts';

/*
 * Whether our account has room for a boost at this moment, rule by rule, and when it will have.
 */

export type Turn = { readonly findings: readonly Finding[]; readonly room: Room };

export const accountCaps = ({ campaign, perDay }: Pick<Circumstances, 'campaign' | 'perDay'>) => ({
  timeZone: campaign.timeZone,
  quietHours: campaign.quietHours,
  perDay,
});

const madeOf = ({ boosted }: Circumstances): readonly Made[] =>
  boosted.map(({ at, partner }) => ({ at: at.epochMilliseconds, partner }));

const busy = (rule: BoostRule, value: string, words: string): Finding => ({ rule, passed: false, value, words });

export const turn = (rules: BoostRules, deadline: number, circumstances: Circumstances): Turn => {
  const { now, campaign, partner, perDay } = circumstances;
  const made = madeOf(circumstances);
  const at = now.epochMilliseconds;
  const spacing = milliseconds(rules.spacing);
  const { timeZone, quietHours } = campaign;

  const quiet = (): Finding => {
    if (quietHours === undefined) return passed('quietHours', 'none', 'the campaign has no quiet hours');
    const between = `between ${hoursWords(quietHours)}`;
    return afterQuiet(at, quietHours, timeZone) === at
      ? passed('quietHours', moment(now, now, timeZone), `no quiet hours now (${between})`)
      : busy('quietHours', moment(now, now, timeZone), `quiet hours ${between}`);
  };
  const counted = (rule: BoostRule, most: number, of: string, only?: string): Finding => {
    const count = madeOn(dayAround(at, timeZone), made, only);
    const words = `${count} of ${most} boosts ${of} today`;
    return count < most ? passed(rule, `${count} of ${most}`, words) : busy(rule, `${count} of ${most}`, words);
  };
  const apart = (): Finding => {
    const before = Math.max(...made.map((one) => one.at).filter((one) => one <= at));
    if (!Number.isFinite(before)) return passed('spacing', 'none', 'no boost before it');
    const last = moment(Temporal.Instant.fromEpochMilliseconds(before), now, timeZone);
    const words = `${spanWords(rules.spacing)} apart from the last boost at ${last}`;
    return at - before >= spacing ? passed('spacing', last, words) : busy('spacing', last, words);
  };

  return {
    findings: [
      quiet(),
      counted('perDay', rules.perDay, `of ${partner.name}`, partner.id),
      counted('perDayInAll', perDay, 'in all'),
      apart(),
    ],
    room: room({ partner: partner.id, perDay: rules.perDay, spacing, deadline }, at, made, accountCaps(circumstances)),
  };
};
