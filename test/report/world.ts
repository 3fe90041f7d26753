import type { NetworkName, Whose } from '../../src/model.ts';
import type { Store } from '../../src/store/store.ts';

/* Two weeks of a campaign, written as the watch and the ledger write them; what is true of them is counted on the way. */

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const TIME_ZONE = 'Asia/Hebron';
/** Sunday 29 November 2026, 00:00 in Hebron (UTC+2). */
export const NOW = Date.parse('2026-11-28T22:00:00Z');
export const FROM = NOW - 7 * DAY;
export const BEFORE = NOW - 14 * DAY;

/** The same numbers for the same seed (mulberry32). */
export const dice = (seed: number) => {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const langs = ['en', 'en', 'en', 'ar', 'ar', 'fr', 'es', ''];

export type Truth = {
  posts: Record<Whose, { now: number; before: number }>;
  langs: Map<string, number>;
  gains: Record<Whose, number>;
};

const noTruth = (): Truth => ({
  posts: { ours: { now: 0, before: 0 }, partner: { now: 0, before: 0 }, public: { now: 0, before: 0 } },
  langs: new Map(),
  gains: { ours: 0, partner: 0, public: 0 },
});

type Ours = {
  network: NetworkName;
  at: number;
  message: string;
  lang: string;
  step?: number;
  text?: string;
  state?: string;
};

/** One post of ours with its delivery, attempt, receipt and looks at ages of the cadence. */
export const publish = async (
  { db }: Store,
  n: number,
  { network, at, message, lang, step = 0, text }: Ours,
  until: number,
  grow: number,
) => {
  const delivery = `d${n}`;
  if (step === 0) {
    await db
      .insertInto('delivery')
      .values({
        ...{
          id: delivery,
          message,
          lang,
          network,
          slot_at: at - 20_000,
          text_hash: `h${n}`,
          state: 'published',
          tries: 0,
        },
        sent_at: at - 1_000,
      })
      .execute();
  }
  const attempt = await db
    .insertInto('attempt')
    .values({
      ...{
        delivery,
        step,
        text: text ?? `Words. #StandWithThe6`,
        lang,
        hash: `h${n}`,
        key: `k${n}`,
        created_at: at - 1_000,
      },
      ...{ accompaniment: '{}', outcome: 'published', looks: 0 },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('receipt')
    .values({ delivery, step, attempt: attempt.id, remote_id: `r${n}.${step}`, url: `https://example.org/${n}`, at })
    .execute();
  const id = Math.floor(at / HOUR) * 2 ** 32 + n * 10 + step;
  const looks = [5 / 60, 15 / 60, 1, 6, 24, 72, 168]
    .map((age) => at + age * HOUR + 40_000)
    .filter((when) => when < until);
  const counts = (when: number) => {
    const all = Math.round(grow * Math.sqrt((when - at) / HOUR));
    return { likes: all, boosts: Math.floor(all / 3), replies: Math.floor(all / 5), quotes: Math.floor(all / 9) };
  };
  const last = looks.at(-1);
  await db
    .insertInto('followed')
    .values({
      ...{
        id,
        network,
        source: network,
        whose: 'ours',
        delivery,
        step,
        partner: null,
        remote_id: `r${n}.${step}`,
        at,
        lang,
      },
      ...{ next_at: null, looks: looks.length, last_at: last ?? null, gone_at: null },
      ...(last === undefined ? { likes: 0, boosts: 0, replies: 0, quotes: 0 } : counts(last)),
    } as never)
    .execute();
  for (const when of looks)
    await db
      .insertInto('snapshot')
      .values({ followed: id, at: when, ...counts(when) })
      .execute();
  return { delivery, all: last === undefined ? 0 : Object.values(counts(last)).reduce((a, b) => a + b, 0) };
};

export const fill = async (store: Store, seed = 1): Promise<Record<NetworkName, Truth>> => {
  const { db } = store;
  const random = dice(seed);
  const truth = { bluesky: noTruth(), mastodon: noTruth(), x: noTruth() };
  const hours = [];
  const buckets = [];
  for (let at = BEFORE; at < NOW; at += HOUR) {
    const local = new Date(at + 2 * HOUR).getUTCHours();
    const day = (1 - Math.cos(((local - 4) / 24) * 2 * Math.PI)) / 2;
    const period = at < FROM ? 'before' : 'now';
    for (const network of ['bluesky', 'mastodon', 'x'] as const) {
      // Bluesky was not watched for five hours of Wednesday.
      if (network === 'bluesky' && at >= FROM + 3 * DAY + 9 * HOUR && at < FROM + 3 * DAY + 14 * HOUR) continue;
      const scale = { bluesky: 9, mastodon: 3, x: 20 }[network] * (period === 'now' ? 1.3 : 1);
      const rows = new Map<string, number>();
      const posts = Math.round(random() * day * scale * (at > NOW - DAY ? 2 : 1));
      for (let i = 0; i < posts; i += 1) {
        const lang = langs[Math.floor(random() * langs.length)] ?? '';
        rows.set(`public ${lang}`, (rows.get(`public ${lang}`) ?? 0) + 1);
        if (period === 'now') truth[network].langs.set(lang, (truth[network].langs.get(lang) ?? 0) + 1);
      }
      truth[network].posts.public[period] += posts;
      const partner = network !== 'x' && random() < 0.08 ? 1 : 0;
      if (partner) rows.set('partner ar', 1);
      truth[network].posts.partner[period] += partner;
      if (network === 'x') buckets.push({ start_at: at, end_at: at + HOUR, posts });
      else
        for (const [key, n] of rows)
          hours.push({
            network,
            hour_at: at,
            whose: key.split(' ')[0] as Whose,
            lang: key.split(' ')[1] ?? '',
            posts: n,
          });
    }
  }
  const insert = async <T extends object>(table: 'hour' | 'count_bucket' | 'engagement_hour', rows: readonly T[]) => {
    for (let i = 0; i < rows.length; i += 500)
      await db
        .insertInto(table)
        .values(rows.slice(i, i + 500) as never)
        .execute();
  };
  let n = 0;
  for (let day = 0; day < 14; day += 1) {
    for (const network of ['bluesky', 'mastodon', 'x'] as const) {
      for (const hour of [8, 13, 17]) {
        n += 1;
        const at = BEFORE + day * DAY + hour * HOUR + n * 7_000;
        const message = ['who-are-the-six', 'act-amplify', 'story-of-the-six', 'day-of-solidarity'][n % 4] ?? '';
        await publish(
          store,
          n,
          { network, at, message, lang: ['en', 'ar', 'fr', 'es'][(n % 4) ^ 1] ?? 'en' },
          NOW,
          2 + (n % 7),
        );
        truth[network].posts.ours[at < FROM ? 'before' : 'now'] += 1;
        if (network === 'x') {
          const bucket = buckets.find((one) => one.start_at <= at && at < one.end_at);
          if (bucket) bucket.posts += 1;
        }
      }
    }
  }
  await insert('hour', hours);
  await insert('count_bucket', buckets);
  const gains = hours
    .filter(({ whose }) => whose !== 'ours')
    .map(({ network, hour_at, whose, posts }) => ({
      network,
      hour_at,
      whose,
      likes: posts * 3,
      boosts: posts,
      replies: 0,
      quotes: 0,
    }));
  const byHour = [...Map.groupBy(gains, (one) => `${one.network} ${one.hour_at} ${one.whose}`).values()].map((all) => ({
    ...all[0]!,
    likes: all.reduce((sum, one) => sum + one.likes, 0),
    boosts: all.reduce((sum, one) => sum + one.boosts, 0),
  }));
  for (const one of byHour) if (one.hour_at >= FROM) truth[one.network].gains[one.whose] += one.likes + one.boosts;
  await insert('engagement_hour', byHour);
  const gap = { from: FROM + 3 * DAY + 9 * HOUR, to: FROM + 3 * DAY + 14 * HOUR };
  await db
    .insertInto('coverage')
    .values([
      { source: 'bluesky', from_at: BEFORE - DAY, to_at: gap.from, gap_reason: null },
      { source: 'bluesky', from_at: gap.to, to_at: NOW + HOUR, gap_reason: 'the stream could not be reached' },
      { source: 'mastodon:mastodon.social', from_at: BEFORE - DAY, to_at: NOW + HOUR, gap_reason: null },
      { source: 'x', from_at: BEFORE - DAY, to_at: NOW, gap_reason: null },
    ])
    .execute();
  const authors = [];
  for (const [span, length, count] of [
    ['week', 7 * DAY, 310],
    ['day', DAY, 60],
  ] as const) {
    for (let start = Date.parse('2026-11-08T22:00:00Z'); start < NOW; start += length) {
      for (const network of ['bluesky', 'mastodon'] as const)
        authors.push({ network, span, start_at: start, whose: 'public' as const, authors: count });
    }
  }
  await db.insertInto('author_count').values(authors).execute();
  await db.insertInto('copy_group').values({ id: 'g1', network: 'bluesky', posts: 40, authors: 31 }).execute();
  await db
    .insertInto('copy_hour')
    .values([{ copy_group: 'g1', network: 'bluesky', hour_at: FROM + DAY + 9 * HOUR, posts: 34 }])
    .execute();
  await db
    .insertInto('spend')
    .values([
      { network: 'x', month: '2026-11', at: FROM + HOUR, micros: 200_000, attempt: 1, what: 'publish' },
      { network: 'x', month: '2026-11', at: FROM + 2 * HOUR, micros: 15_000, attempt: 2, what: 'publish' },
      { network: 'x', month: '2026-11', at: FROM + 3 * HOUR, micros: 5_000, attempt: null, what: 'count' },
      { network: 'x', month: '2026-11', at: BEFORE + HOUR, micros: 100_000, attempt: 3, what: 'publish' },
    ])
    .execute();
  // A boost goes out as a delivery, and is no post of ours.
  const boosted = { network: 'bluesky' as const, at: FROM + 30 * HOUR, message: '', lang: '', text: '#StandWithThe6' };
  const { delivery } = await publish(store, 900, boosted, boosted.at, 1);
  await db.updateTable('delivery').set({ boost_of: 'c1' }).where('id', '=', delivery).execute();
  await db.deleteFrom('followed').where('delivery', '=', delivery).execute();
  const candidate = (id: string, partner: string, hours: number) => ({
    ...{
      id,
      network: 'bluesky' as const,
      partner,
      remote_id: id,
      url: `https://example.org/${id}`,
      posted_at: FROM,
      seen_at: FROM,
    },
    ...{
      lang: 'ar',
      state: 'boosted' as const,
      reason: '#StandWithThe6, 3rd of 4 today',
      story: '[]',
      post: '{}',
      decided_at: FROM,
    },
    ...{ boosted_at: FROM + hours * HOUR, revision: 1 },
  });
  await db
    .insertInto('candidate')
    .values([
      candidate('c1', 'al-haq', 30),
      {
        ...candidate('c2', 'addameer', 31),
        state: 'undone',
        undone_at: FROM + 40 * HOUR,
        reason: 'its author deleted it',
      },
      candidate('c3', 'al-haq', -5),
    ] as never)
    .execute();
  const left = (id: string, network: NetworkName, state: string, reason: string | null, at: number) => ({
    ...{
      id,
      message: 'act-sign-the-petition',
      lang: 'en',
      network,
      slot_at: at,
      text_hash: id,
      state,
      reason,
      tries: 0,
    },
  });
  await db
    .insertInto('delivery')
    .values([
      left('s1', 'bluesky', 'skipped', 'not approved in time', FROM + 5 * HOUR),
      left('s2', 'bluesky', 'skipped', 'not approved in time', FROM + 6 * HOUR),
      left('s3', 'x', 'unconfirmed', 'X did not answer, and does not show it', FROM + 7 * HOUR),
      left('s4', 'mastodon', 'rejected', '=the text is longer than 500 characters', FROM + 8 * HOUR),
    ] as never)
    .execute();
  return truth;
};
