import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeHere } from '../src/jobs/report/make.ts';
import type { ReportOrder } from '../src/jobs/report/order.ts';
import { periodOf } from '../src/report/period.ts';
import { openStore } from '../src/store/store.ts';
import type { Figure, Measured } from './figure.ts';

/* A whole report (read, computed, written as page, tables and data) against the same aggregates as SQL over the rows that the roll-ups were made from. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TO = Date.parse('2026-11-29T00:00:00Z');
const FROM = TO - 7 * DAY;
const BEFORE = TO - 14 * DAY;
const AGES = [5 / 60, 15 / 60, 1, 6, 24, 72, 168];
const SNAPSHOTS = 1_000_000;
/** Of so many posts one is ours. */
const OURS = 1_000;

/** Posts spread over the two weeks with the looks that they have had by the end, until there are a million looks; the roll-ups by SQL from those. */
const fill = (file: string): void => {
  const db = new DatabaseSync(file);
  db.exec('pragma synchronous = off; begin');
  const follow = db.prepare(
    `insert into followed (id, network, source, whose, delivery, step, partner, remote_id, at, lang, next_at, looks, likes, boosts, replies, quotes, last_at)
     values (?, ?, ?, ?, ?, ?, null, null, ?, ?, null, 7, ?, ?, ?, 0, ?)`,
  );
  const look = db.prepare('insert into snapshot values (?, ?, ?, ?, ?, 0)');
  const langs = ['en', 'ar', 'fr', 'es', ''];
  let looks = 0;
  for (let n = 0; looks < SNAPSHOTS; n += 1) {
    // A step that has nothing in common with the length of the span: hours fill evenly, and in no order.
    const at = BEFORE + ((n * 7_919_777) % (14 * DAY));
    const network = n % 3 === 0 ? 'mastodon' : 'bluesky';
    const ours = n % OURS === 0;
    const id = Math.floor(at / HOUR) * 2 ** 32 + n;
    const when = AGES.map((age) => at + age * HOUR).filter((moment) => moment < TO);
    const counts = when.map((_, i) => [(n % 13) * (i + 1), (n % 5) * i, n % 3] as const);
    const [likes, boosts, replies] = counts.at(-1) ?? [0, 0, 0];
    const hour = Math.floor(at / HOUR) * HOUR;
    const whose = ours ? 'ours' : 'public';
    follow.run(
      id,
      network,
      network,
      whose,
      ours ? `d${n}` : null,
      ours ? 0 : null,
      ours ? at : hour,
      langs[n % 5]!,
      likes,
      boosts,
      replies,
      when.at(-1) ?? null,
    );
    for (const [i, moment] of when.entries()) look.run(id, Math.round(moment), ...counts[i]!);
    looks += when.length;
  }
  db.exec(`
    insert into delivery (id, message, lang, network, slot_at, text_hash, state, tries, sent_at)
      select delivery, 'message-' || (id % 20), lang, network, at, delivery, 'published', 0, at from followed where whose = 'ours';
    insert into attempt (delivery, step, text, lang, hash, key, created_at, outcome, looks)
      select delivery, 0, 'Words. #StandWithThe6', lang, '', '', at, 'published', 0 from followed where whose = 'ours';
    insert into receipt (delivery, step, attempt, remote_id, url, at)
      select f.delivery, 0, a.id, f.delivery, 'https://example.org/' || f.delivery, f.at from followed f join attempt a on a.delivery = f.delivery;
    insert into hour select network, at / ${HOUR} * ${HOUR}, whose, lang, count(*) from followed group by 1, 2, 3, 4;
    insert into engagement_hour ${gains()} group by 1, 2, 3;
    insert into coverage values ('bluesky', ${BEFORE}, ${TO + HOUR}, null), ('mastodon:one.example', ${BEFORE}, ${TO + HOUR}, null);
    commit; analyze; pragma wal_checkpoint(truncate)`);
  db.close();
};

/** What each look showed more than the one before, by network, hour and whose. */
function gains(): string {
  const more = (name: string) => `sum(${name} - before_${name})`;
  const before = ['likes', 'boosts', 'replies', 'quotes'].map(
    (name) => `s.${name}, lag(s.${name}, 1, 0) over look as before_${name}`,
  );
  return `select network, at / ${HOUR} * ${HOUR} as hour, whose, ${more('likes')}, ${more('boosts')}, ${more('replies')}, ${more('quotes')}
    from (select f.network, f.whose, s.at, ${before.join(', ')} from snapshot s join followed f on f.id = s.followed
      window look as (partition by s.followed order by s.at))`;
}

/** The report's aggregates, as somebody would write them who has the raw rows only. */
const byHand = (file: string) => {
  const db = new DatabaseSync(file, { readOnly: true });
  const posts = db
    .prepare(
      `select network, at / ${HOUR} * ${HOUR} as hour, whose, lang, count(*) as posts from followed where at >= ? and at < ? group by 1, 2, 3, 4`,
    )
    .all(BEFORE, TO);
  const engagement = db.prepare(`${gains()} where at >= ? and at < ? group by 1, 2, 3`).all(BEFORE, TO);
  const ours = db
    .prepare(
      `select f.delivery, s.* from followed f join snapshot s on s.followed = f.id where f.whose = 'ours' and f.at >= ? order by f.id, s.at`,
    )
    .all(FROM);
  db.close();
  return { posts, engagement, ours };
};

const orderOf = (folder: string, file: string): ReportOrder => ({
  file,
  campaign: {
    ...{ id: 'bench', hashtag: 'StandWithThe6', timeZone: 'UTC', specialDays: [], lateAfter: 1_800_000 },
    networks: [
      { name: 'bluesky', named: ['bluesky'] },
      { name: 'mastodon', named: ['mastodon:one.example'] },
    ],
  },
  partners: [],
  period: periodOf({ from: FROM, to: TO }, TO, 'UTC'),
  ...{ madeAt: TO, rehearsal: false, lang: 'en' as const, out: join(folder, 'out') },
});

const timed = async <T>(work: () => T | Promise<T>): Promise<{ ms: number; value: T }> => {
  const began = performance.now();
  const value = await work();
  return { ms: performance.now() - began, value };
};

const measure = async (): Promise<Measured> => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const file = join(folder, 'campaign.db');
    await (await openStore(file))[Symbol.asyncDispose]();
    fill(file);
    const hand: number[] = [];
    const report: number[] = [];
    const broken: string[] = [];
    // Turn about, and the best of each, as the machine has other things to do.
    for (let turn = 0; turn < 3; turn += 1) {
      const raw = await timed(() => byHand(file));
      const made = await timed(() => makeHere(orderOf(folder, file)));
      hand.push(raw.ms);
      report.push(made.ms);
      for (const network of ['bluesky', 'mastodon'] as const) {
        const counted = raw.value.posts
          .filter((row) => row.network === network && row.whose === 'public' && Number(row.hour) >= FROM)
          .reduce((sum, row) => sum + Number(row.posts), 0);
        const told = made.value.totals[network]?.public;
        if (told !== counted) broken.push(`the report says ${told} posts on ${network}, the raw rows ${counted}`);
      }
    }
    const [slow, fast] = [Math.min(...hand), Math.min(...report)];
    return {
      ratio: fast / slow,
      broken,
      seen: `the report ${Math.round(fast)} ms, the same sums over the raw rows ${Math.round(slow)} ms`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const report: Figure = {
  name: 'report over 1 million snapshots, against the same aggregates as SQL on the raw rows',
  goal: { atMost: 1 },
  measure,
};
