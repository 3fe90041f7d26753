import { describe, expect, it } from 'vitest';
import type { CopyGroup } from '../../src/model.ts';
import { sightings, type Taken } from '../../src/store/sightings.ts';
import { watchKeys } from '../../src/store/watch-keys.ts';
import { authorGone, DAY, did, endOfWeek, gone, goneThere, HOUR, monday, post, WEEK } from './public.ts';
import { openWatched } from './watched.ts';

const [one, other] = ['mastodon:one.example', 'mastodon:other.example'] as const;
const bluesky = (...sights: Taken[]) => ({ source: 'bluesky' as const, sights });
const mastodon = (...sights: Taken[]) => ({ source: one, sights });

describe('a batch', () => {
  it('counts a post by its hour, whose it is and its language', async () => {
    await using w = await openWatched();
    const taken = bluesky(
      post('a'),
      post('b', { at: 10 * HOUR + 1, lang: 'ar' }),
      post('c', { at: 11 * HOUR, whose: 'partner' }),
      post('d', { at: 10 * HOUR + 5 }),
    );
    expect(await w.sightings.take(taken)).toEqual({ added: 4, known: 0, forgotten: 0 });
    expect(await w.hours()).toEqual([
      { network: 'bluesky', hour_at: monday + 10 * HOUR, whose: 'public', lang: 'ar', posts: 1 },
      { network: 'bluesky', hour_at: monday + 10 * HOUR, whose: 'public', lang: 'en', posts: 2 },
      { network: 'bluesky', hour_at: monday + 11 * HOUR, whose: 'partner', lang: 'en', posts: 1 },
    ]);
    expect(await w.sightings.total()).toBe(4);
  });

  it('changes nothing when it comes again', async () => {
    await using w = await openWatched();
    const batch = bluesky(post('a'), post('b'), post('a'));
    expect(await w.sightings.take(batch)).toEqual({ added: 2, known: 1, forgotten: 0 });
    expect(await w.sightings.take(batch)).toEqual({ added: 0, known: 3, forgotten: 0 });
    expect(await w.sightings.total()).toBe(2);
  });

  it.each([
    ['after its post', [post('a'), gone('a')]],
    ['before its post', [gone('a'), post('a')]],
    ['between copies of its post', [post('a'), gone('a'), post('a')]],
    ['twice', [post('a'), gone('a'), gone('a')]],
  ])('takes out a post whose deletion comes %s, in one batch and in many', async (_, sights) => {
    for (const batches of [[sights], sights.map((sight) => [sight])]) {
      await using w = await openWatched();
      for (const batch of batches) await w.sightings.take(bluesky(...batch, post('b', { author: did('basim') })));
      expect(await w.hours()).toMatchObject([{ posts: 1 }]);
      expect(await w.count('author')).toBe(1);
      expect(await w.count('sighting')).toBe(1);
    }
  });

  it('counts a Bluesky post again that shows the hashtag again later than it lost it', async () => {
    await using w = await openWatched();
    await w.sightings.take(bluesky(post('a'), gone('a', 11 * HOUR), post('a', { at: 11 * HOUR })));
    expect(await w.sightings.total()).toBe(0);
    await w.sightings.take(bluesky(post('a', { at: 11 * HOUR + 1 })));
    expect(await w.hours()).toMatchObject([{ hour_at: monday + 11 * HOUR, posts: 1 }]);
  });

  it('counts a post once that two servers show, and hears of its deletion from either', async () => {
    for (const teller of [one, other]) {
      await using w = await openWatched();
      await w.sightings.take({ source: one, sights: [post('a', { source: one })] });
      await w.sightings.take({ source: other, sights: [post('a', { source: other })] });
      expect(await w.sightings.total()).toBe(1);
      await w.sightings.take({ source: teller, sights: [goneThere('a', teller)] });
      expect(await w.hours()).toEqual([]);
      expect(await w.count('place')).toBe(0);
      // The other server still shows it.
      await w.sightings.take({ source: one, sights: [post('a', { source: one })] });
      await w.sightings.take({ source: other, sights: [post('a', { source: other })] });
      expect(await w.sightings.total()).toBe(0);
    }
  });

  it('takes out what one server deleted before it showed it, though another one had shown it', async () => {
    await using w = await openWatched();
    await w.sightings.take(mastodon(post('a', { source: other })));
    await w.sightings.take(mastodon(goneThere('a', one)));
    expect(await w.sightings.total()).toBe(1);
    await w.sightings.take(mastodon(post('a', { source: one })));
    expect(await w.sightings.total()).toBe(0);
  });

  it('takes out every post of an account that is gone, also those of the same batch', async () => {
    await using w = await openWatched();
    await w.sightings.take(bluesky(post('a'), post('b', { at: 3 * DAY }), post('c', { author: did('basim') })));
    await w.sightings.take(bluesky(post('d', { at: 4 * DAY }), authorGone(did('amal'))));
    expect(await w.hours()).toMatchObject([{ posts: 1 }]);
    expect(await w.count('author')).toBe(1);
    expect((await w.sightings.take(bluesky(post('b', { at: 3 * DAY })))).added).toBe(1); // later than the account's end
    expect((await w.sightings.take(bluesky(post('a')))).added).toBe(0);
  });

  it('counts an author once a day and once a week, and no longer when nothing of theirs is left', async () => {
    await using w = await openWatched();
    await w.sightings.take(
      bluesky(post('a'), post('b', { at: 12 * HOUR }), post('c', { at: 2 * DAY }), post('d', { author: did('basim') })),
    );
    await w.sightings.take(bluesky(gone('a'), gone('d')));
    expect(await w.authors()).toMatchObject([{ day_at: monday }, { day_at: monday + 2 * DAY }]);
    await w.sightings.take(bluesky(gone('b', 13 * HOUR)));
    await w.sightings.closeWeeks(monday + WEEK + 2 * HOUR, endOfWeek);
    expect(await w.authorCounts()).toEqual([
      { network: 'bluesky', span: 'day', start_at: monday + 2 * DAY, whose: 'public', authors: 1 },
      { network: 'bluesky', span: 'week', start_at: monday, whose: 'public', authors: 1 },
    ]);
  });

  it('follows what others wrote, not ours, and looks at whole five minutes', async () => {
    await using w = await openWatched();
    const nextAt = monday + 10 * HOUR + 5 * 60_000 + 17_123;
    await w.sightings.take(bluesky(post('a', { nextAt }), post('b', { nextAt, whose: 'ours' }), post('c')));
    const rows = await w.db.selectFrom('followed').selectAll().execute();
    expect(rows).toMatchObject([
      { source: 'bluesky', whose: 'public', at: monday + 10 * HOUR, next_at: monday + 10 * HOUR + 10 * 60_000 },
    ]);
  });

  it.each(['did:plc:somebody', 'amal', 'english please', '', '<b>', 'x-amal'])(
    'keeps no word of a client that says %j is a language',
    async (lang) => {
      await using w = await openWatched();
      await w.sightings.take(bluesky(post('a', { lang })));
      expect(await w.hours()).toMatchObject([{ lang: '' }]);
    },
  );

  it('writes groups of copies as they are now', async () => {
    await using w = await openWatched();
    const group = (posts: number, hours: [number, number][]): CopyGroup => ({
      ...{ id: 'g', network: 'bluesky', posts, authors: posts, hours: new Map(hours) },
    });
    const groups = async (copies: CopyGroup[]) => {
      await w.sightings.take({ ...bluesky(), copies });
      const rows = await w.db.selectFrom('copy_hour').select(['hour_at', 'posts']).orderBy('hour_at').execute();
      return [(await w.db.selectFrom('copy_group').select('posts').execute())[0]?.posts, rows];
    };
    expect(await groups([group(5, [[1, 5]])])).toEqual([5, [{ hour_at: 1, posts: 5 }]]);
    expect(
      await groups([
        group(7, [
          [1, 4],
          [2, 3],
        ]),
      ]),
    ).toEqual([
      7,
      [
        { hour_at: 1, posts: 4 },
        { hour_at: 2, posts: 3 },
      ],
    ]);
    expect(await groups([group(0, [])])).toEqual([undefined, []]);
  });

  it('moves a cursor forward only, and keeps the notes last written', async () => {
    await using w = await openWatched();
    const { sightings } = w;
    expect(await sightings.cursor('bluesky')).toBeUndefined();
    await sightings.take({ ...bluesky(), notes: '1' });
    expect(await sightings.cursor('bluesky')).toEqual({ notes: '1' });
    await sightings.take({ ...bluesky(), cursor: '20', seenAt: 20.5 });
    await sightings.take({ ...bluesky(), cursor: '10', seenAt: 10.5, notes: '2' });
    expect(await sightings.cursor('bluesky')).toEqual({ cursor: '20', seenAt: 20.5, notes: '2' });
    await sightings.take({ ...bluesky(), cursor: '30' });
    expect(await sightings.cursor('bluesky')).toEqual({ cursor: '30', seenAt: 20.5, notes: '2' });
  });

  it('shows of cursor and notes only why a source refuses: the rest are ids of somebody’s posts', async () => {
    await using w = await openWatched();
    const notes = JSON.stringify({ marks: [{ id: '115000000000000001' }], refused: 'it asks for a token' });
    await w.sightings.take({ ...mastodon(), cursor: '115000000000000001', notes });
    const row = await w.db.selectFrom('cursor').selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain('115000000000000001');
    expect(JSON.parse(row.notes ?? '')).toMatchObject({ refused: 'it asks for a token' });
    expect(await w.sightings.cursor(one)).toEqual({ cursor: '115000000000000001', notes });
    expect(await sightings(w.db, watchKeys('another key')).cursor(one)).toEqual({});
  });

  it('gives back the addresses of live sightings, and only to who has the key', async () => {
    await using w = await openWatched();
    await w.sightings.take(bluesky(post('a')));
    await w.sightings.take(mastodon(post('b', { source: one })));
    await w.sightings.take(bluesky(gone('a')));
    expect(await w.sightings.live()).toEqual([
      { network: 'mastodon', source: one, uri: 'https://people.example/users/amal/statuses/b', remoteId: '20-b' },
    ]);
  });
});
