import { describe, expect, it } from 'vitest';
import { sightings } from '../../src/store/sightings.ts';
import { watchKeys } from '../../src/store/watch-keys.ts';
import { authorGone, DAY, did, endOfWeek, gone, HOUR, monday, post, WEEK } from './public.ts';
import { openWatched, type Watched } from './watched.ts';

const one = 'mastodon:one.example';
const nextWeek = monday + WEEK + 2 * HOUR;

/** Some dozens of people who say something, over a week, on both networks; enough for pages to be split and freed. */
const crowd = async (w: Watched, people = 80) => {
  for (const source of ['bluesky', one] as const) {
    for (let day = 0; day < 7; day += 1) {
      const sights = Array.from({ length: people }, (_, i) =>
        post(`p${day}-${i}`, {
          ...{ source, author: source === one ? `who${i}@people.example` : did(`who${i}`), nextAt: monday + day * DAY },
          at: day * DAY + i * 60_000,
        }),
      );
      await w.sightings.take({ source, sights });
    }
  }
};

const hashesOf = async (w: Watched) => {
  const rows = await w.db.selectFrom('sighting').select(['post_hash', 'author_hash', 'sealed', 'followed']).execute();
  const places = await w.db.selectFrom('place').select('place_hash').execute();
  return {
    authors: [...new Set(rows.flatMap(({ author_hash }) => author_hash ?? []))],
    links: [...rows.flatMap(({ post_hash, sealed }) => [post_hash, sealed]), ...places.map((row) => row.place_hash)],
  };
};

/** How many of these are anywhere in the folder, as bytes: looked for by their first 22 characters, all at once. */
const left = (w: Watched, of: readonly string[]): number => {
  const bytes = w.bytes();
  const wanted = new Set(of.map((hash) => hash.slice(0, 22)));
  const found = new Set<string>();
  for (let i = 0; i + 22 <= bytes.length; i += 1) {
    const piece = bytes.slice(i, i + 22);
    if (wanted.has(piece)) found.add(piece);
  }
  return found.size;
};

describe('the file', () => {
  it('holds no name, address, text or exact time of anybody while they are followed', async () => {
    await using w = await openWatched({ file: true });
    await crowd(w, 50);
    const bytes = w.bytes();
    for (const word of ['did:', 'at://', 'people.example', 'call for', 'app.bsky', 'who7@'])
      expect(bytes.includes(word), word).toBe(false);
    const numbers = (
      await Promise.all(
        (['sighting', 'followed', 'author', 'hour'] as const).map((table) =>
          w.db.selectFrom(table).selectAll().execute(),
        ),
      )
    ).flat();
    const moments = numbers.flatMap((row) => Object.entries(row).filter(([name]) => /_at$|^at$/.test(name)));
    expect(moments.filter(([, at]) => at !== null && Number(at) % 300_000 !== 0)).toEqual([]);
  });

  it('holds no author’s hash when the week is over: not in a table, not in a free page, not in the log', async () => {
    await using w = await openWatched({ file: true });
    await crowd(w);
    const { authors, links } = await hashesOf(w);
    expect(left(w, authors)).toBe(authors.length);
    await w.sightings.closeWeeks(nextWeek - 1, endOfWeek);
    expect(left(w, authors)).toBe(authors.length);
    await w.sightings.closeWeeks(nextWeek, endOfWeek);
    expect(left(w, authors)).toBe(0);
    expect(left(w, links)).toBe(links.length);
    expect(await w.authorCounts()).toContainEqual({
      ...{ network: 'bluesky', span: 'week', start_at: monday, whose: 'public', authors: 80 },
    });
  });

  it('holds no link and no hash of a post that is not followed any more', async () => {
    await using w = await openWatched({ file: true });
    await crowd(w);
    const { links } = await hashesOf(w);
    await w.sightings.forgetOlder(monday + 4 * DAY);
    const rest = await hashesOf(w);
    expect(
      left(
        w,
        links.filter((hash) => !rest.links.includes(hash)),
      ),
    ).toBe(0);
    expect(rest.links).toHaveLength((links.length * 3) / 7);
    expect(await w.count('followed')).toBe(2 * 3 * 80);
    expect(await w.sightings.total()).toBe(2 * 7 * 80);
  });

  it('holds nothing of a deleted post but that its hash is to be kept out, for 48 hours', async () => {
    await using w = await openWatched({ file: true });
    await crowd(w);
    const { links, authors } = await hashesOf(w);
    const names = Array.from({ length: 80 }, (_, i) => `p3-${i}`);
    const all = Array.from({ length: 80 }, (_, i) => authorGone(did(`who${i}`)));
    await w.sightings.take({ source: 'bluesky', sights: [...names.map((name) => gone(name, 4 * DAY)), ...all] });
    await w.sightings.closeWeeks(monday + 5 * DAY, endOfWeek);
    const rest = await hashesOf(w);
    const sealed = links.filter((link) => link.length > 22 && !rest.links.includes(link));
    expect([sealed.length, left(w, sealed)]).toEqual([560, 0]);
    expect(
      left(
        w,
        authors.filter((author) => !rest.authors.includes(author)),
      ),
    ).toBe(0);
    const hashes = links.filter((link) => link.length === 22 && !rest.links.includes(link));
    expect([hashes.length, left(w, hashes)]).toEqual([560, 80]);
    await w.sightings.closeWeeks(monday + 6 * DAY + HOUR, endOfWeek);
    expect(left(w, hashes)).toBe(0);
  });
});

describe('a week that is over', () => {
  it('takes no more authors, but posts', async () => {
    await using w = await openWatched();
    await w.sightings.take({ source: 'bluesky', sights: [post('a'), post('b', { author: did('basim') })] });
    await w.sightings.closeWeeks(nextWeek, endOfWeek);
    await w.sightings.take({ source: 'bluesky', sights: [post('c', { author: did('chloe') })] });
    await w.sightings.closeWeeks(nextWeek + WEEK, endOfWeek);
    expect(await w.count('author')).toBe(0);
    expect(await w.sightings.total()).toBe(3);
    expect((await w.authorCounts()).map(({ span, authors }) => [span, authors])).toEqual([
      ['day', 2],
      ['week', 2],
    ]);
  });

  it('may be followed by quiet ones', async () => {
    await using w = await openWatched();
    await w.sightings.take({ source: 'bluesky', sights: [post('a')] });
    await w.sightings.closeWeeks(monday + 5 * WEEK, endOfWeek);
    await w.sightings.take({ source: 'bluesky', sights: [post('b', { at: 5 * WEEK })] });
    await w.sightings.closeWeeks(monday + 9 * WEEK, endOfWeek);
    expect((await w.authorCounts()).filter(({ span }) => span === 'week').map(({ start_at }) => start_at)).toEqual([
      monday,
      monday + 5 * WEEK,
    ]);
  });
});

describe('retention', () => {
  it('keeps what is younger, and does not count again what it let go of', async () => {
    await using w = await openWatched();
    const sights = [post('a', { nextAt: monday }), post('b', { at: 2 * DAY, nextAt: monday })];
    await w.sightings.take({ source: 'bluesky', sights });
    await w.sightings.forgetOlder(monday + DAY);
    expect(await w.sightings.take({ source: 'bluesky', sights })).toEqual({ added: 0, known: 2, forgotten: 0 });
    expect([await w.count('sighting'), await w.count('followed'), await w.sightings.total()]).toEqual([1, 1, 2]);
  });

  it('leaves posts that were boosted', async () => {
    await using w = await openWatched();
    await w.sightings.take({ source: 'bluesky', sights: [post('a', { whose: 'partner', nextAt: monday })] });
    await w.db.updateTable('followed').set({ remote_id: 'boosted', partner: 'p' }).execute();
    await w.sightings.forgetOlder(monday + DAY);
    expect(await w.followed.due(monday + DAY, 1)).toMatchObject([{ remoteId: 'boosted' }]);
  });
});

describe('a lost key', () => {
  it('is noticed; everything under it goes, sums stay, and nothing is counted twice', async () => {
    await using w = await openWatched({ file: true });
    const other = sightings(w.db, watchKeys('another key'));
    const check = watchKeys('another key').check;
    expect([await w.sightings.keyIs(w.keys.check), await w.sightings.keyIs(w.keys.check)]).toEqual(['new', 'same']);
    const batch = { source: 'bluesky' as const, sights: [post('a'), post('b', { author: did('basim') })] };
    await w.sightings.take({ ...batch, cursor: '1', seenAt: monday + 12 * HOUR });
    const hashes = await hashesOf(w);

    expect(await other.keyIs(check)).toBe('other');
    expect(await other.live()).toEqual([]);
    await other.forgetAll();
    expect(left(w, [...hashes.authors, ...hashes.links])).toBe(0);
    expect([await other.keyIs(check), await other.keyIs(check)]).toEqual(['new', 'same']);
    expect(await other.take(batch)).toMatchObject({ added: 0 });
    expect(await other.take({ ...batch, sights: [post('c', { at: 13 * HOUR })] })).toMatchObject({ added: 1 });
    expect(await other.total()).toBe(3);
    await other.closeWeeks(nextWeek, endOfWeek);
    // At least so many there were.
    expect((await w.authorCounts()).map(({ authors }) => authors)).toEqual([2, 2]);
  });
});
