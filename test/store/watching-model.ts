import type { Counts, Whose } from '../../src/model.ts';
import type { Look } from '../../src/store/followed.ts';
import type { Taken } from '../../src/store/sightings.ts';
import { HOUR, monday, WEEK } from './public.ts';

/*
 * What the store should hold, worked out slowly: every post that was ever counted is kept by its address, and every sum is taken anew
 * from all of them.
 */

type Counted = {
  readonly network: 'bluesky' | 'mastodon';
  readonly uri: string;
  readonly author: string;
  readonly whose: Whose;
  readonly lang: string;
  readonly hourAt: number;
  readonly dayAt: number;
  readonly weekAt: number;
  /** False when only its sums are left. */
  live: boolean;
  readonly followed: boolean;
  readonly looks: { readonly at: number; readonly counts: Counts }[];
};

export type WatchModel = {
  readonly counted: Map<string, Counted>;
  readonly gone: Map<string, number>;
  readonly places: Map<string, string>;
  /** `week|day|whose` and the author, of weeks that are open. */
  readonly authors: Map<
    string,
    {
      readonly weekAt: number;
      readonly dayAt: number;
      readonly whose: Whose;
      readonly network: string;
      readonly author: string;
    }
  >;
  readonly authorCounts: Map<string, number>;
  /** Of posts that left nothing else. */
  openFrom: number;
  forgotten: number;
};

export const newWatchModel = (): WatchModel => ({
  ...{ counted: new Map(), gone: new Map(), places: new Map(), authors: new Map(), authorCounts: new Map() },
  ...{ openFrom: Number.NEGATIVE_INFINITY, forgotten: Number.NEGATIVE_INFINITY },
});

const keyOf = ({ network, dayAt, whose, author }: Pick<Counted, 'network' | 'dayAt' | 'whose' | 'author'>) =>
  `${network}|${dayAt}|${whose}|${author}`;

const remove = (m: WatchModel, uri: string, at: number): void => {
  m.gone.set(uri, Math.max(at, m.gone.get(uri) ?? at));
  const it = m.counted.get(uri);
  if (!it?.live) return;
  m.counted.delete(uri);
  for (const [place, post] of m.places) if (post === uri) m.places.delete(place);
  const others = [...m.counted.values()].some((other) => other.live && keyOf(other) === keyOf(it));
  if (!others) m.authors.delete(keyOf(it));
};

const late = (m: WatchModel, network: string, at: number, what: string) =>
  m.gone.has(what) && (network === 'mastodon' || at <= (m.gone.get(what) ?? 0));

export const take = (m: WatchModel, sights: readonly Taken[]): void => {
  for (const sight of sights) {
    if (sight.kind === 'gone') remove(m, sight.uri, sight.now);
    else if (sight.kind === 'gone there') {
      const place = `${sight.source} ${sight.remoteId}`;
      const post = m.places.get(place);
      m.gone.set(place, sight.now);
      if (post !== undefined) remove(m, post, sight.now);
    } else if (sight.kind === 'author gone') {
      for (const one of [...m.counted.values()])
        if (one.author === sight.author && one.network === sight.network && one.weekAt >= m.openFrom && one.live)
          remove(m, one.uri, sight.now);
    } else {
      const { post, whose, hourAt, dayAt, weekAt, nextAt } = sight;
      const { uri, author, lang } = post;
      const network = post.network as 'bluesky' | 'mastodon';
      const at = post.at.epochMilliseconds;
      if (hourAt < m.forgotten) continue;
      const place = `${post.source} ${post.remoteId}`;
      if (network === 'mastodon' && late(m, network, at, place)) remove(m, uri, m.gone.get(place) ?? at);
      if (late(m, network, at, uri)) continue;
      if (network === 'mastodon') m.places.set(place, uri);
      if (m.counted.has(uri)) continue;
      const followed = nextAt !== undefined && whose !== 'ours';
      const it = { network, uri, author, whose, lang, hourAt, dayAt, weekAt, live: true, followed, looks: [] };
      m.counted.set(uri, it);
      if (weekAt >= m.openFrom) m.authors.set(keyOf(it), it);
    }
  }
};

export const closeWeeks = (m: WatchModel, now: number): void => {
  let open = Math.max(m.openFrom, Math.min(...[...m.authors.values()].map(({ weekAt }) => weekAt)));
  if (!Number.isFinite(open)) open = m.openFrom;
  while (Number.isFinite(open) && open + WEEK + 2 * HOUR <= now) open += WEEK;
  if (!Number.isFinite(open)) return;
  const closing = [...m.authors].filter(([, { weekAt }]) => weekAt < open);
  const sets = Map.groupBy(
    closing.flatMap(([, { network, whose, dayAt, weekAt, author }]) => [
      { key: `${network}|day|${dayAt}|${whose}`, author },
      { key: `${network}|week|${weekAt}|${whose}`, author },
    ]),
    ({ key }) => key,
  );
  for (const [key, all] of sets) m.authorCounts.set(key, new Set(all.map(({ author }) => author)).size);
  for (const [key] of closing) m.authors.delete(key);
  if (closing.length > 0 || m.openFrom > Number.NEGATIVE_INFINITY) m.openFrom = Math.max(open, m.openFrom);
};

export const forgetOlder = (m: WatchModel, before: number): void => {
  m.forgotten = Math.max(before, m.forgotten);
  for (const one of m.counted.values()) if (one.hourAt < before) one.live = false;
  for (const [place, uri] of m.places) if (!m.counted.get(uri)?.live) m.places.delete(place);
};

export const snapshot = (m: WatchModel, uri: string, { at, counts }: Pick<Look, 'at' | 'counts'>): void => {
  const it = m.counted.get(uri);
  if (it?.live && it.followed && (it.looks.at(-1)?.at ?? 0) < at) it.looks.push({ at, counts });
};

export const goneByLook = (m: WatchModel, uri: string, at: number): void => {
  if (m.counted.get(uri)?.live && m.counted.get(uri)?.followed) remove(m, uri, at);
};

/** The sums, as lines. */
export const hours = (m: WatchModel): string[] =>
  [...Map.groupBy(m.counted.values(), ({ network, hourAt, whose, lang }) => `${network}|${hourAt}|${whose}|${lang}`)]
    .map(([key, all]) => `${key}|${all.length}`)
    .sort();

export const engagement = (m: WatchModel): string[] => {
  const gains = [...m.counted.values()].flatMap(({ network, whose, looks }) =>
    looks.map(({ at, counts }, i) => ({
      key: `${network}|${monday + Math.floor((at - monday) / HOUR) * HOUR}|${whose}`,
      likes: counts.likes - (looks[i - 1]?.counts.likes ?? 0),
    })),
  );
  return [...Map.groupBy(gains, ({ key }) => key)]
    .map(([key, all]) => ({ key, likes: all.reduce((sum, { likes }) => sum + likes, 0) }))
    .filter(({ likes }) => likes !== 0)
    .map(({ key, likes }) => `${key}|${likes}`)
    .sort();
};
