import type { Age } from './kinds.ts';

/* Numbers, times and lists as a language writes them. */

export const reportLangs = ['en', 'ar', 'fr', 'es'] as const;
export type ReportLang = (typeof reportLangs)[number];

/**
 * The variety that Intl is asked for. English and Arabic: the day before the month, a clock of 24 hours. Arabic: the digits of the campaign's own texts,
 * and month names that are understood from Morocco to Iraq.
 */
const locales: Record<ReportLang, string> = { en: 'en-GB', ar: 'ar-u-nu-latn', fr: 'fr', es: 'es' };

/** What differs by number; a language has only some of these. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

const ageLengths: Record<Age, readonly [number, 'hour' | 'day']> = {
  '1h': [1, 'hour'],
  '6h': [6, 'hour'],
  '1d': [1, 'day'],
  '3d': [3, 'day'],
  '7d': [7, 'day'],
};

// A Monday: days of the week are named by counting from it.
const MONDAY = Date.UTC(2024, 0, 1);
const DAY = 86_400_000;

/** Sets a name of the other direction apart, so that it does not turn the words around it (U+2068, U+2069). */
export const apart = (name: string): string => `\u2068${name}\u2069`;

export const speech = (lang: ReportLang, timeZone: string) => {
  const locale = locales[lang];
  const dates = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { calendar: 'gregory', timeZone, ...options });
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, useGrouping: 'min2' });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const changes = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 0,
    signDisplay: 'exceptZero',
  });
  const dollars = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'symbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: 3,
  });
  const plurals = new Intl.PluralRules(locale, { maximumFractionDigits: 1 });
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const languages = new Intl.DisplayNames(locale, { type: 'language' });
  const longDay = dates({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const shortDay = dates({ weekday: 'short', day: 'numeric', month: 'short' });
  const tinyDay = dates({ day: 'numeric', month: lang === 'ar' ? 'numeric' : 'short' });
  const clock = dates({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const whole = dates({
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const hour = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const at = (moment: string | number): number =>
    typeof moment === 'number' ? moment : Temporal.Instant.from(moment).epochMilliseconds;
  const weekdays = (width: 'long' | 'short' | 'narrow') =>
    new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: width });
  const named = { long: weekdays('long'), short: weekdays('short'), narrow: weekdays('narrow') };
  const n = (value: number): string => numbers.format(value);
  /** A sign before a number and a percent sign after it keep their sides among Arabic words (U+2066, U+2069, in place of Intl's own marks). */
  const sides = (written: string): string =>
    lang === 'ar' ? `\u2066${written.replace(/[\u200e\u200f\u061c]/g, '')}\u2069` : written;
  /** `#` in a form stands for the number. */
  const count = (value: number, forms: Forms): string =>
    (forms[plurals.select(value)] ?? forms.other).replace('#', n(value));
  return {
    lang,
    timeZone,
    dir: lang === 'ar' ? ('rtl' as const) : ('ltr' as const),
    n,
    signed: (value: number): string => sides(value === 0 ? n(0) : `${value > 0 ? '+' : '−'}${n(Math.abs(value))}`),
    count,
    percent: (share: number): string => sides(percents.format(share)),
    change: (percent: number): string => sides(changes.format(percent / 100)),
    dollars: (value: number): string => sides(dollars.format(value)),
    list: (items: readonly string[]): string => lists.format(items),
    language: (tag: string): string => {
      try {
        return languages.of(tag) ?? tag;
      } catch {
        return tag; // a client wrote what is no language tag
      }
    },
    /** A name before its number; French puts a space before a colon. */
    label: (name: string): string => `${name}${lang === 'fr' ? '\u00a0' : ''}:`,
    day: (moment: string | number): string => longDay.format(at(moment)),
    shortDay: (moment: string | number): string => shortDay.format(at(moment)),
    tinyDay: (moment: string | number): string => tinyDay.format(at(moment)),
    moment: (moment: string | number): string => clock.format(at(moment)),
    wholeMoment: (moment: string | number): string => whole.format(at(moment)),
    weekday: (day: number, width: 'long' | 'short' | 'narrow'): string => named[width].format(MONDAY + (day - 1) * DAY),
    clockHour: (value: number): string => hour.format(MONDAY + value * 3_600_000),
    age: (age: Age): string => {
      const [value, unit] = ageLengths[age];
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
    },
  };
};

export type Speech = ReturnType<typeof speech>;
