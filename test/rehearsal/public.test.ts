import { describe, expect, it } from 'vitest';
import { networkNames } from '../../src/model.ts';
import { langOf, type Post } from '../../src/rehearsal/public/cast.ts';
import { openCrowd } from '../../src/rehearsal/public/crowd.ts';
import { type Public, type PublicOptions, publicOf } from '../../src/rehearsal/public/public.ts';

const from = Temporal.Instant.from('2026-11-29T00:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;
const made = (more: Partial<PublicOptions> = {}): Public =>
  publicOf({
    ...{ seed: 7, hashtag: 'StandWithThe6', authors: 240, postsPerDay: 150, timeZone: 'Asia/Hebron' },
    ...{ from, to: from.add({ hours: 10 * 24 }) },
    ...more,
  });
const one = made();

/** A slow reading of the rule, letter by letter. */
const holds = (text: string, hashtag: string): boolean => {
  const [letters, wanted] = [[...text.normalize('NFKC')], [...hashtag.toLowerCase()]];
  return letters.some((sign, i) => {
    if (sign !== '#' || (i > 0 && /[\p{L}\p{N}_&/]/u.test(letters[i - 1] ?? ''))) return false;
    const word = letters.slice(i + 1, i + 1 + wanted.length);
    if (word.join('').toLowerCase() !== wanted.join('')) return false;
    return !/[\p{L}\p{N}\p{M}_]/u.test(letters[i + 1 + wanted.length] ?? '');
  });
};

describe('the simulated public', () => {
  it('is the same for the same seed and another for another', () => {
    expect(made()).toEqual({ ...one, truth: expect.any(Function) });
    expect(made({ seed: 8 }).posts.map(({ text }) => text)).not.toEqual(one.posts.map(({ text }) => text));
  });

  it('does everything in the order of time, and nothing to what is not there', () => {
    const born = new Map<number, number>();
    const gone = new Set<number>();
    const left = new Set<number>();
    let last = 0;
    for (const event of one.events) {
      expect(event.at).toBeGreaterThanOrEqual(last);
      last = event.at;
      if (event.kind === 'account gone') left.add(event.person);
      if (!('post' in event)) continue;
      const { post, kind } = event;
      if (kind === 'post') born.set(post.n, event.at);
      expect([kind, born.has(post.n), gone.has(post.n), left.has(post.person)]).toEqual([kind, true, false, false]);
      if (kind === 'delete') gone.add(post.n);
    }
    expect(gone.size).toBeGreaterThan(5);
    expect(left.size).toBeGreaterThanOrEqual(3);
    expect(one.posts.every(({ n }, i) => n === i)).toBe(true);
  });

  it('writes as many posts with the hashtag as asked, most of them in the evening of the campaign’s zone', () => {
    const tagged = one.posts.filter(({ tagged }) => tagged);
    expect(tagged.length / 10).toBeGreaterThan(110);
    expect(tagged.length / 10).toBeLessThan(190);
    const byHour = Map.groupBy(
      tagged,
      ({ at }) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Asia/Hebron').hour,
    );
    const between = (a: number, b: number) =>
      Array.from({ length: b - a }, (_, i) => byHour.get(a + i)?.length ?? 0).reduce((x, y) => x + y);
    expect(between(18, 22)).toBeGreaterThan(3 * between(1, 5));
  });

  it('has the hashtag exactly where it says so', () => {
    const wrong = one.posts.filter(({ text, form }) => {
      const inText = form === 'in the text' || form === 'without a facet';
      return holds(text, 'StandWithThe6') !== inText;
    });
    expect(wrong.map(({ text, form }) => [form, text])).toEqual([]);
    const forms = new Set(one.posts.map(({ form }) => form));
    expect([...forms].sort()).toEqual(
      ['facet only', 'in the text', 'look-alike', 'none', 'tags only', 'without a facet'].sort(),
    );
    const counts = (post: Pick<Post, 'form' | 'tagged'>) =>
      (post.form !== 'none' && post.form !== 'look-alike') === post.tagged;
    expect(one.posts.every((post) => counts(post) && (!post.edited || counts(post.edited)))).toBe(true);
    expect(one.posts.some(({ text }) => text.includes('＃'))).toBe(true);
    expect(one.posts.some(({ text }) => text.includes('＃') || /#[Ａ-Ｚ]/u.test(text))).toBe(true);
  });

  it('writes in several languages, and some do not say in which', () => {
    const langs = new Set(one.posts.map(({ langs }) => langOf(langs)));
    expect(langs.isSupersetOf(new Set(['en', 'ar', 'fr', 'es', 'de', '']))).toBe(true);
    expect(one.posts.some(({ langs }) => langs.length === 2)).toBe(true);
    expect(one.posts.some(({ langs }) => langs[0]?.includes('-'))).toBe(true);
  });

  it('is nobody: names are numbered, and servers end in .test', () => {
    for (const { handle, name, network } of one.people) {
      expect(name).toMatch(/№\d+$/);
      expect(handle).toMatch({ bluesky: /\.bsky\.test$/, mastodon: /^[a-z_]+_\d+$/, x: /^\w{4,15}$/ }[network]);
    }
    expect(new Set(one.people.map(({ handle }) => handle)).size).toBe(one.people.length);
    expect(new Set(one.people.flatMap(({ id }) => id || [])).size).toBe(one.people.filter(({ id }) => id).length);
  });

  it('pastes the same text within minutes, by many authors', () => {
    const groups = Map.groupBy(
      one.posts.filter(({ group }) => group !== undefined),
      ({ group }) => group,
    );
    expect(groups.size).toBeGreaterThan(2);
    for (const posts of groups.values()) {
      const times = posts.map(({ at }) => at);
      expect(new Set(posts.map(({ person }) => person)).size).toBeGreaterThanOrEqual(8);
      expect(Math.max(...times) - Math.min(...times)).toBeLessThan(20 * 60_000);
      const bare = posts.map(({ text }) =>
        text
          .replace(/#\S+|https:\S+|[🕊✊💚]/gu, '')
          .replace(/\s+/g, ' ')
          .trim(),
      );
      expect(new Set(bare).size).toBe(1);
    }
    // What the others write is unlike.
    const alone = one.posts.filter(({ group }) => group === undefined);
    expect(new Set(alone.map(({ text }) => text)).size).toBe(alone.length);
  });

  it('holds thousands of authors and posts', () => {
    const many = made({ authors: 2_000, postsPerDay: 385, to: from.add({ hours: 52 * 24 }) });
    expect(many.people).toHaveLength(2_000);
    expect(many.posts.filter(({ tagged }) => tagged).length).toBeGreaterThan(16_000);
  });

  it('gives partners the accounts that they are named by', () => {
    const partners = [{ id: 'friends', accounts: { bluesky: 'friends.example.org', mastodon: 'friends@quay.test' } }];
    const { people, posts, truth, to } = made({ partners });
    expect(people.filter(({ partner }) => partner)).toMatchObject([
      { partner: 'friends', network: 'bluesky', handle: 'friends.example.org' },
      { partner: 'friends', network: 'mastodon', handle: 'friends', home: 'quay.test' },
    ]);
    expect(posts.some(({ person }) => people[person]?.partner)).toBe(true);
    expect(truth(to).hours.some(({ whose }) => whose === 'partner')).toBe(true);
  });
});

describe('the truth about the public', () => {
  const moments = [0.2, 1, 2.7, 5, 10].map((days) => from.epochMilliseconds + days * day);

  it.each(moments)('is what stands there when everything has happened up to %i', (at) => {
    const truth = one.truth(at);
    for (const network of networkNames) {
      const crowd = openCrowd(one, network, () => {});
      crowd.advance(at);
      const standing = [...crowd.living()].filter(({ tagged }) => tagged);
      const rows = truth.hours.filter((row) => row.network === network);
      expect(rows.reduce((sum, { posts }) => sum + posts, 0)).toBe(standing.length);
      for (const { hourAt, lang, posts } of rows) {
        const same = standing.filter(
          ({ taggedAt = 0, post }) => taggedAt >= hourAt && taggedAt < hourAt + hour && langOf(post.langs) === lang,
        );
        expect(same).toHaveLength(posts);
      }
      const days = truth.authors.filter((row) => row.network === network && row.span === 'day');
      const weeks = truth.authors.filter((row) => row.network === network && row.span === 'week');
      expect(weeks.reduce((sum, { authors }) => sum + authors, 0)).toBeLessThanOrEqual(
        days.reduce((sum, { authors }) => sum + authors, 0),
      );
      const people = new Set(standing.map(({ person }) => person.n)).size;
      expect(Math.max(0, ...weeks.map(({ authors }) => authors))).toBeLessThanOrEqual(people);
      expect(weeks.every(({ startAt }) => zoned(startAt).dayOfWeek === 1 && zoned(startAt).hour === 0)).toBe(true);
    }
  });

  it('counts what is gone apart', () => {
    const at = one.to;
    const [now, ever] = [one.truth(at), one.truth(at, { withDeleted: true })];
    const sum = (truth: typeof now) => truth.hours.reduce((all, { posts }) => all + posts, 0);
    const gone = Object.values(now.deleted).reduce((a, b) => a + b);
    expect(gone).toBeGreaterThan(10);
    expect(sum(ever) - sum(now)).toBe(gone);
  });

  it('knows which servers see what', () => {
    const of = (servers: string[]) =>
      one
        .truth(one.to, { servers })
        .hours.filter(({ network }) => network === 'mastodon')
        .reduce((all, { posts }) => all + posts, 0);
    const [here, there, both] = [of(['here']), of(['there']), of(['here', 'there'])];
    expect(both).toBeGreaterThan(Math.max(here, there));
    expect(both).toBeLessThan(here + there);
  });

  const zoned = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Asia/Hebron');
});

describe('what the public does about our own posts', () => {
  it('follows from the seed, comes later, and ends when the post is gone', () => {
    const gather = (lostAt?: number) => {
      const kinds: string[] = [];
      const crowd = openCrowd(one, 'bluesky', (told) => {
        if ('on' in told && told.on === 'ours') kinds.push(`${told.kind} ${told.at}`);
        if ('living' in told && told.living.answers?.on === 'ours') kinds.push(`${told.living.answers.as} ${told.at}`);
      });
      crowd.advance(from.epochMilliseconds + hour);
      crowd.ours.took('other', from.epochMilliseconds + hour);
      crowd.ours.took('ours', from.epochMilliseconds + hour);
      expect(crowd.ours.counts('ours')).toEqual({ likes: 0, boosts: 0, replies: 0, quotes: 0 });
      if (lostAt) {
        crowd.advance(lostAt);
        crowd.ours.lost('ours');
      }
      crowd.advance(from.epochMilliseconds + 9 * day);
      return { kinds, counts: { ...crowd.ours.counts('ours') } };
    };
    const all = gather();
    expect(gather()).toEqual(all);
    const { likes, boosts, replies, quotes } = all.counts;
    expect(all.kinds).toHaveLength(likes + boosts + replies + quotes);
    expect(all.kinds.length).toBeGreaterThan(0);
    const cut = gather(from.epochMilliseconds + hour + 1);
    expect(cut.kinds).toEqual([]);
  });
});
