import { type Kysely, sql } from 'kysely';
import { FIRST_PICTURE_STEP, type NetworkName } from '../../model.ts';
import type { Schema } from '../schema.ts';

/*
 * The queries of a report, one a table of it, each for one network and one span of time: never two networks in one. Sums come from the roll-ups, so
 * what a report costs grows with the time it is about. Each is a builder, so that `report --explain` can show it as it is asked.
 */

export type Asked = { readonly network: NetworkName; readonly from: number; readonly to: number };

type Db = Kysely<Schema>;

/** The sources of a network: `bluesky`, `x`, or every Mastodon server. */
const ofNetwork = (column: string, network: NetworkName) =>
  network === 'mastodon'
    ? sql<boolean>`${sql.ref(column)} >= 'mastodon:' and ${sql.ref(column)} < 'mastodon;'`
    : sql<boolean>`${sql.ref(column)} = ${network}`;

const monthOf = (at: number): string => Temporal.Instant.fromEpochMilliseconds(at).toString().slice(0, 7);

const DAY_MS = 86_400_000;

/** Authors by day or week: of those that are over the number, of those that still run the different hashes. */
const authorsBy = (db: Db, { network, from, to }: Asked, span: 'day' | 'week', first: number) =>
  db
    .selectFrom('author_count')
    .select(['start_at as start', 'whose', 'authors', sql<number>`1`.as('closed')])
    .where('network', '=', network)
    .where('span', '=', span)
    .where('start_at', '>=', first)
    .where('start_at', '<', to)
    .unionAll(
      db
        .selectFrom('author')
        .select([
          `${span}_at as start`,
          'whose',
          sql<number>`count(distinct author_hash)`.as('authors'),
          sql<number>`0`.as('closed'),
        ])
        .where('network', '=', network)
        .where('week_at', '>', from - 8 * DAY_MS)
        .where('day_at', '>=', from)
        .where('day_at', '<', to)
        .groupBy([`${span}_at`, 'whose']),
    );

export const reportQueries = {
  /** The rows that touch the span, the one before and the one after: a row begins after a gap and says why. */
  coverage: (db: Db, { network, from, to }: Asked) =>
    db
      .selectFrom('coverage')
      .select(['source', 'from_at as from', 'to_at as to', 'gap_reason as reason'])
      .where(ofNetwork('source', network))
      .where(
        sql<boolean>`from_at >= coalesce((select max(c.from_at) from coverage c where c.source = coverage.source and c.from_at <= ${from}), ${from})`,
      )
      .where(
        sql<boolean>`from_at <= coalesce((select min(c.from_at) from coverage c where c.source = coverage.source and c.from_at >= ${to}), ${to})`,
      )
      .orderBy('source')
      .orderBy('from_at'),

  /** Every source that was ever asked, with what the watch noted of it. */
  sources: (db: Db, { network }: Asked) =>
    db
      .selectFrom('cursor')
      .select([
        'source',
        'notes',
        sql<number | null>`(select min(c.from_at) from coverage c where c.source = cursor.source)`.as('began'),
      ])
      .where(ofNetwork('source', network)),

  hours: (db: Db, { network, from, to }: Asked) =>
    db
      .selectFrom('hour')
      .select(['hour_at as at', 'whose', sql<number>`sum(posts)`.as('posts')])
      .where('network', '=', network)
      .where('hour_at', '>=', from)
      .where('hour_at', '<', to)
      .groupBy(['hour_at', 'whose'])
      .orderBy('hour_at'),

  langs: (db: Db, { network, from, to }: Asked) =>
    db
      .selectFrom('hour')
      .select(['lang', 'whose', sql<number>`sum(posts)`.as('posts')])
      .where('network', '=', network)
      .where('hour_at', '>=', from)
      .where('hour_at', '<', to)
      .groupBy(['lang', 'whose']),

  /** X's own counts. */
  buckets: (db: Db, { from, to }: Asked) =>
    db
      .selectFrom('count_bucket')
      .select(['start_at as from', 'end_at as to', 'posts'])
      .where('start_at', '>=', from)
      .where('start_at', '<', to)
      .orderBy('start_at'),

  gains: (db: Db, { network, from, to }: Asked) =>
    db
      .selectFrom('engagement_hour')
      .select(['whose', sql<number>`sum(likes)`.as('likes'), sql<number>`sum(boosts)`.as('boosts')])
      .select([sql<number>`sum(replies)`.as('replies'), sql<number>`sum(quotes)`.as('quotes')])
      .where('network', '=', network)
      .where('hour_at', '>=', from)
      .where('hour_at', '<', to)
      .groupBy('whose'),

  /** Of days: those that are counted already, and those of a week that still runs. */
  authorDays: (db: Db, asked: Asked) => authorsBy(db, asked, 'day', asked.from),

  /** Of weeks: the whole of one that is over, the days that lie in the span of one that still runs. */
  authorWeeks: (db: Db, asked: Asked) => authorsBy(db, asked, 'week', asked.from - 8 * DAY_MS + 1),

  /** Posts of ours that went out, as the ledger has them. */
  ours: (db: Db, { network, from, to }: Asked) =>
    db
      .selectFrom('receipt')
      .innerJoin('delivery', 'delivery.id', 'receipt.delivery')
      .innerJoin('attempt', 'attempt.id', 'receipt.attempt')
      .leftJoin('followed', (j) =>
        j.onRef('followed.delivery', '=', 'receipt.delivery').onRef('followed.step', '=', 'receipt.step'),
      )
      .select(['receipt.delivery', 'receipt.step', 'delivery.message', 'delivery.lang', 'receipt.at', 'receipt.url'])
      .select(['receipt.retracted_at as retractedAt', 'followed.gone_at as goneAt', 'attempt.text'])
      .where('delivery.network', '=', network)
      .where('receipt.at', '>=', from)
      .where('receipt.at', '<', to)
      .where('receipt.step', '<', FIRST_PICTURE_STEP)
      .where('delivery.boost_of', 'is', null)
      .orderBy('receipt.at'),

  followed: (db: Db, { network, from, to }: Asked) =>
    db
      .selectFrom('followed')
      .select(['id', 'whose', 'delivery', 'step', 'partner', 'at', 'last_at as lastAt'])
      .select(['likes', 'boosts', 'replies', 'quotes'])
      .where('network', '=', network)
      .where('whose', '<>', sql.lit('public'))
      .where('at', '>=', from)
      .where('at', '<', to)
      .orderBy('at'),

  /** Every look at those. */
  looks: (db: Db, { network, from, to }: Asked) =>
    db
      .selectFrom('followed')
      .innerJoin('snapshot', 'snapshot.followed', 'followed.id')
      .select(['followed.id', 'followed.delivery', 'followed.step', 'snapshot.at'])
      .select(['snapshot.likes', 'snapshot.boosts', 'snapshot.replies', 'snapshot.quotes'])
      .where('followed.network', '=', network)
      .where('followed.whose', '<>', sql.lit('public'))
      .where('followed.at', '>=', from)
      .where('followed.at', '<', to)
      .orderBy('followed.id')
      .orderBy('snapshot.at'),

  deliveries: (db: Db, { network, from, to }: Asked) =>
    db
      .selectFrom('delivery')
      .select(['id', 'message', 'lang', 'slot_at as at', 'state', 'reason', 'sent_at as sentAt'])
      .where('network', '=', network)
      .where('slot_at', '>=', from)
      .where('slot_at', '<', to)
      .where('boost_of', 'is', null)
      .orderBy('slot_at'),

  /** Partners' posts that we boosted, those that were undone since among them. */
  boosts: (db: Db, { network, from, to }: Asked) =>
    db
      .selectFrom('candidate')
      .select(['partner', 'boosted_at as at', 'state', 'reason', 'url', 'undone_at as undoneAt'])
      .where('network', '=', network)
      .where('boosted_at', '>=', from)
      .where('boosted_at', '<', to)
      .orderBy('boosted_at'),

  copies: (db: Db, { network, from, to }: Asked) =>
    db
      .selectFrom('copy_hour')
      .innerJoin('copy_group', 'copy_group.id', 'copy_hour.copy_group')
      .select(['copy_hour.copy_group as group', 'copy_group.authors', sql<number>`sum(copy_hour.posts)`.as('posts')])
      .where('copy_hour.network', '=', network)
      .where('copy_hour.hour_at', '>=', from)
      .where('copy_hour.hour_at', '<', to)
      .groupBy(['copy_hour.copy_group', 'copy_group.authors']),

  /** Millionths of a US dollar, by what it was for. */
  spend: (db: Db, { network, from, to }: Asked) =>
    db
      .selectFrom('spend')
      .leftJoin('attempt', 'attempt.id', 'spend.attempt')
      .leftJoin('delivery', 'delivery.id', 'attempt.delivery')
      .select([
        sql<'publish' | 'boost' | 'look' | 'count' | 'other'>`case
          when delivery.boost_of is not null then 'boost'
          when spend.what = 'publish' then 'publish'
          when spend.what like 'look %' then 'look'
          when spend.what like 'count%' then 'count'
          else 'other' end`.as('what'),
        sql<number>`count(*)`.as('calls'),
        sql<number>`sum(spend.micros)`.as('micros'),
      ])
      .where('spend.network', '=', network)
      .where('spend.month', '>=', monthOf(from))
      .where('spend.month', '<=', monthOf(to))
      .where('spend.at', '>=', from)
      .where('spend.at', '<', to)
      .groupBy(sql`1`)
      .orderBy('micros', 'desc'),

  /** Of the calendar month (UTC) in which the span ends. */
  spendOfMonth: (db: Db, { network, to }: Asked) =>
    db
      .selectFrom('spend')
      .select(sql<number>`coalesce(sum(micros), 0)`.as('micros'))
      .where('network', '=', network)
      .where('month', '=', monthOf(to - 1)),
};

export type QueryName = keyof typeof reportQueries;
