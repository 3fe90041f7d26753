import type { Partner } from '../../model.ts';
import { calendarDay, type Span } from '../zone.ts';
import { type Circumstances, type Finding, failed, passed } from './circumstances.ts';
import { listed } from './words.ts';

/*
 * Whether the partner has agreed, in writing, and still does. Days are the campaign's; the last day counts whole.
 */

/** What of the consent is not on record. */
export const missingConsent = ({ consent }: Pick<Partner, 'consent'>): readonly string[] =>
  (['by', 'on', 'evidence'] as const).filter((key) => !consent[key]?.trim());

/** From the first moment of the consent to its end; empty while it is not on record. */
export const consentSpan = (partner: Pick<Partner, 'consent'>, timeZone: string): Span => {
  const { on, until } = partner.consent;
  if (missingConsent(partner).length > 0 || !on) return { start: 0, end: 0 };
  const { start } = calendarDay(timeZone, Temporal.PlainDate.from(on));
  return { start, end: until ? calendarDay(timeZone, Temporal.PlainDate.from(until)).end : Number.POSITIVE_INFINITY };
};

export const consent = ({ partner, campaign, now, withdrawn }: Circumstances): Finding => {
  const no = (value: string, words: string) => failed('consent', 'declined', value, words);
  const missing = missingConsent(partner);
  if (missing.length > 0) {
    const keys = listed(
      missing.map((key) => `\`${key}\``),
      'and',
    );
    return no('none', `${partner.name} has given no consent that is on record (${keys} of \`consent\` empty)`);
  }
  if (withdrawn !== undefined) return no('withdrawn', `${partner.name} has withdrawn: ${withdrawn}`);
  const { by, on, until } = partner.consent;
  const { start, end } = consentSpan(partner, campaign.timeZone);
  const value = `${on} to ${until ?? 'no end'}`;
  if (now.epochMilliseconds < start) return no(value, `the consent of ${partner.name} begins on ${on}`);
  if (now.epochMilliseconds >= end) return no(value, `the consent of ${partner.name} ended on ${until}`);
  return passed('consent', value, `${by} agreed for ${partner.name} on ${on}${until ? `, until ${until}` : ''}`);
};
