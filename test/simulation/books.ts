import { type Kysely, sql } from 'kysely';
import type { Content } from '../../src/model.ts';
import type { Schema } from '../../src/store/schema.ts';
import { NAMES } from './campaign.ts';
import type { Truth } from './truth.ts';

/* Does what the store says agree with itself, and with what the networks hold? */

type Row = { readonly id: string; readonly words: string };

/** What never is, whenever one looks. */
export const audit = async (db: Kysely<Schema>, truth: Truth): Promise<void> => {
  const { rows } = await sql<Row>`
    select a.delivery as id, 'has an open attempt and is ' || d.state as words
      from attempt a join delivery d on d.id = a.delivery
      where a.outcome is null and d.state not in ('attempting', 'unconfirmed')
    union all
    select delivery, 'has ' || count(*) || ' open attempts' from attempt where outcome is null group by delivery having count(*) > 1
    union all
    select d.id, 'is unconfirmed without an open attempt' from delivery d
      where d.state = 'unconfirmed' and not exists (select 1 from attempt a where a.delivery = d.id and a.outcome is null)
    union all
    select id, 'is ' || state || ' without a reason' from delivery
      where state in ('rejected', 'unconfirmed', 'held', 'skipped') and coalesce(reason, '') = ''
  `.execute(db);
  for (const { id, words } of rows) truth.wrong(`${id} ${words}`, id);
};

/** Whatever is out has its receipt, or its question is open; and every receipt is of a post that is out. */
export const compare = async (db: Kysely<Schema>, truth: Truth, since: number): Promise<void> => {
  const receipts = await db
    .selectFrom('receipt')
    .select(['delivery', 'step', 'remote_id'])
    .where('step', '<', 100)
    .execute();
  const open = await db.selectFrom('attempt').select(['delivery', 'step']).where('outcome', 'is', null).execute();
  const known = new Set([...receipts, ...open].map(({ delivery, step }) => `${delivery}/${step}`));
  for (const { network, held } of truth.out) {
    const { delivery, step } = held.attempt;
    if (held.at >= since && !known.has(`${delivery}/${step}`))
      truth.wrong(`step ${step} of ${delivery} is out on ${network}, and nobody knows`, delivery);
  }
  for (const { delivery, step, remote_id } of receipts) {
    if (truth.find(delivery, step)?.id !== remote_id)
      truth.wrong(`step ${step} of ${delivery} has the receipt ${remote_id} of another post`, delivery);
  }
};

/** At the end: what was due has a receipt for every post, a reason or a question. */
export const settleUp = async (db: Kysely<Schema>, truth: Truth, due: number): Promise<void> => {
  await audit(db, truth);
  await compare(db, truth, 0);
  const rows = await db.selectFrom('delivery').selectAll().where('slot_at', '<', due).execute();
  for (const row of rows) {
    switch (row.state) {
      case 'published': {
        const { posts } = JSON.parse(row.content ?? '{"posts":[""]}') as Content;
        const missing = posts.findIndex((_, step) => !truth.find(row.id, step));
        if (missing >= 0) truth.wrong(`${row.id} is published, and its post ${missing} is not out`, row.id);
        break;
      }
      case 'rejected':
      case 'skipped':
      case 'held':
        break;
      case 'unconfirmed':
        await undecidable(db, truth, row);
        break;
      default:
        truth.wrong(`${row.id} was due long ago, and is ${row.state}`, row.id);
    }
  }
};

/** Whether something is still to become of a delivery that was due. */
export const unsettled = async (db: Kysely<Schema>, due: number): Promise<boolean> =>
  (await db
    .selectFrom('delivery')
    .select('id')
    .where('slot_at', '<', due)
    .where('state', 'in', ['planned', 'queued', 'attempting'])
    .executeTakeFirst()) !== undefined;

/** Whether nobody could tell, by what the network's API said. */
const undecidable = async (db: Kysely<Schema>, truth: Truth, row: Schema['delivery']): Promise<void> => {
  const open = await db
    .selectFrom('attempt')
    .select('id')
    .where('delivery', '=', row.id)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  const last = truth.recalls.get(open?.id ?? 0)?.at(-1);
  if (last?.kind === 'absent' && !last.resend) return;
  if (row.network === 'x' && row.reason?.includes('budget')) return;
  truth.wrong(`${row.id} is unconfirmed on ${row.network}, and the network could have told`, row.id);
};

/** How many deliveries of each network are in each state. */
export const tally = async (db: Kysely<Schema>, due: number): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  const rows = await db.selectFrom('delivery').select(['state', 'network']).where('slot_at', '<', due).execute();
  for (const name of NAMES) counts[name] = rows.filter((row) => row.network === name).length;
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
};
