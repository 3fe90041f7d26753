import { median } from 'd3-array';
import { type Age, ages } from '../kinds.ts';
import type { AtAge, NetworkReport } from '../report-schema.ts';
import type { Look, NetworkRows, OurPost, Span } from '../rows.ts';
import type { Zone } from '../zone.ts';
import { reactionsOf } from './reactions.ts';

/*
 * Posts are held against each other at equal age, so that old ones do not win by being old. The number of an age is what the first look at that age or
 * later showed, if it came before a quarter of that age had passed again: nothing is guessed between two looks.
 */

const milliseconds: Record<Age, number> = {
  '1h': 3_600_000,
  '6h': 6 * 3_600_000,
  '1d': 24 * 3_600_000,
  '3d': 72 * 3_600_000,
  '7d': 168 * 3_600_000,
};
const LATE = 1.25;

export const atAge = (looks: readonly Look[], published: number, age: Age): number | null => {
  const due = published + milliseconds[age];
  const look = looks.find(({ at }) => at >= due);
  return look && look.at <= published + milliseconds[age] * LATE ? reactionsOf(look).all : null;
};

type Grown = NetworkReport['growth'][number];

/** Posts of ours of the period, each with its looks. */
export const growthOf = (rows: NetworkRows, span: Span, zone: Zone): Grown[] =>
  rows.ours
    .filter((post) => post.at >= span.from && post.at < span.to)
    .toSorted((a, b) => a.at - b.at || a.step - b.step)
    .map((post: OurPost) => {
      const followed = rows.followed.find((one) => one.delivery === post.delivery && one.step === post.step);
      const looks = (followed && rows.looks.get(followed.id)) ?? [];
      return {
        delivery: post.delivery,
        step: post.step,
        message: post.message,
        lang: post.lang,
        at: zone.rfc(post.at),
        url: post.url,
        gone: post.goneAt === undefined ? null : zone.rfc(post.goneAt),
        ages: Object.fromEntries(ages.map((age) => [age, atAge(looks, post.at, age)])) as Grown['ages'],
        latest: followed?.lastAt == null ? null : reactionsOf(followed),
        looks: looks.map((look) => ({
          minutes: Math.max(0, Math.round((look.at - post.at) / 60_000)),
          reactions: reactionsOf(look).all,
        })),
      };
    });

/** Of some posts, what is known at each age. */
export const agesOf = (posts: readonly Grown[]): AtAge[] =>
  ages.map((age) => {
    const values = posts.flatMap((post) => post.ages[age] ?? []);
    return {
      age,
      known: values.length,
      median: median(values) ?? null,
      least: values.length === 0 ? null : Math.min(...values),
      most: values.length === 0 ? null : Math.max(...values),
    };
  });

/** First posts only: what follows in a thread is read by fewer, and would speak against its message. */
const firsts = (growth: readonly Grown[]): Grown[] => growth.filter((post) => post.step === 0);

/** The age at which most can be compared, the older of two that are equal. */
export const bestAge = (all: readonly AtAge[]): Age | undefined =>
  all.reduce<AtAge | undefined>(
    (best, one) => (one.known > 0 && one.known >= (best?.known ?? 0) ? one : best),
    undefined,
  )?.age;

const medianAt = (one: { readonly ages: readonly AtAge[] }, age: Age | undefined): number =>
  one.ages.find((at) => at.age === age)?.median ?? -1;

export const messagesOf = (growth: readonly Grown[]): NetworkReport['messages'] => {
  const age = bestAge(agesOf(firsts(growth)));
  return [...Map.groupBy(firsts(growth), (post) => post.message)]
    .map(([message, posts]) => ({ message, posts: posts.length, ages: agesOf(posts) }))
    .sort((a, b) => medianAt(b, age) - medianAt(a, age) || (a.message < b.message ? -1 : 1));
};

export const oursByLanguage = (growth: readonly Grown[]): Map<string, Grown[]> =>
  Map.groupBy(firsts(growth), (post) => post.lang);
