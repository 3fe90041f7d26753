import { type Kysely, sql } from 'kysely';
import type { NetworkName } from '../model.ts';
import type { Schema } from './schema.ts';

/*
 * A rehearsal does not take the program's word for it that one worker at a time has a delivery: its store notes by itself, in
 * whichever process it happens, what the protocol says can never be (docs/exactly-once.md). Only a rehearsal's store does this.
 */

/** What the store saw, in words, and of which delivery. */
export type Sight = { readonly delivery: string; readonly network: NetworkName; readonly words: string };

/** Milliseconds: SQLite and the workers read the same clock, one of them whole milliseconds. */
const CLOCK_GRAIN = 5;

/** To be called once, before any worker starts. */
export const watchStore = async (db: Kysely<Schema>): Promise<void> => {
  const now = sql.raw(`(unixepoch('now', 'subsec') * 1000 + ${CLOCK_GRAIN})`);
  await sql`create table sight (id integer primary key, delivery text not null, words text not null)`.execute(db);
  await sql`
    create trigger two_holders after update of lease_by on delivery
    when old.state = 'attempting' and new.lease_by is not null and new.lease_by <> old.lease_by and old.lease_until_real > ${now}
    begin
      insert into sight (delivery, words) values (new.id, new.lease_by || ' took it while ' || old.lease_by || ' held it');
    end`.execute(db);
  await sql`
    create trigger unanswered after insert on attempt
    when exists (select 1 from attempt a where a.delivery = new.delivery and a.step = new.step and a.outcome is null and a.id <> new.id)
    begin
      insert into sight (delivery, words) values (new.delivery, 'a second attempt at step ' || new.step || ' was begun while the first had no answer');
    end`.execute(db);
};

/** Everything that was seen, in the order in which it happened; nothing, when all is well. */
export const sights = async (db: Kysely<Schema>): Promise<readonly Sight[]> => {
  const { rows } = await sql<Sight>`
    select sight.delivery, delivery.network, sight.words
    from sight join delivery on delivery.id = sight.delivery order by sight.id`.execute(db);
  return rows;
};
