import { type Kysely, type Selectable, sql, type Updateable } from 'kysely';
import type { Boosted, CandidateId, Content, DeliveryId, NetworkName } from '../model.ts';
import { afterBoosts } from './candidates/after.ts';
import { givingUp } from './candidates/give-up.ts';
import { boostsMade } from './candidates/made.ts';
import { partnerSources, putSource, type SourceStand } from './candidates/sources.ts';
import type { CandidateState, CandidateTable, Schema } from './schema.ts';

/*
 * Partners' posts that the rules look at, and what became of them. Whoever decides names the revision that was decided on: of two planners one
 * writes. A boost is laid down in one transaction with its candidate, after its caps were asked for once more there.
 */

export type Candidate = Selectable<CandidateTable>;

/** What a decision changes. */
export type Verdict = Omit<Updateable<CandidateTable>, 'id' | 'network' | 'partner' | 'revision'>;

/** Everything that is not over. */
export const openStates = ['held', 'review', 'waiting', 'boosting'] as const satisfies CandidateState[];

/** A boost to be laid down as a delivery. Laid again after it was taken back, it keeps its id and its moment. */
export type Laid = {
  readonly id: DeliveryId;
  readonly at: number;
  readonly lang: string;
  readonly content: Content;
};

type Before = Pick<Candidate, 'id' | 'revision'>;

const write = async (db: Kysely<Schema>, { id, revision }: Before, verdict: Verdict): Promise<boolean> => {
  const written = await db
    .updateTable('candidate')
    .set({ ...verdict, revision: sql<number>`revision + 1` })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirst();
  return written.numUpdatedRows === 1n;
};

export const candidates = (db: Kysely<Schema>) => ({
  ...partnerSources(db),
  ...afterBoosts(db),
  ...givingUp(db),

  get: (id: string): Promise<Candidate | undefined> =>
    db.selectFrom('candidate').selectAll().where('id', '=', id).executeTakeFirst(),

  /** The newest posts first. */
  all: (states?: readonly CandidateState[]): Promise<Candidate[]> =>
    db
      .selectFrom('candidate')
      .selectAll()
      .$if(states !== undefined, (q) => q.where('state', 'in', states ?? []))
      .orderBy('posted_at', 'desc')
      .orderBy('id')
      .execute(),

  /** Whose boosts stand that were made from here. */
  boostedOf: () =>
    db
      .selectFrom('candidate')
      .select(['partner', 'network'])
      .distinct()
      .where('state', '=', 'boosted')
      .where('delivery', 'is not', null)
      .execute(),

  /** Those that are due, the longest due first. */
  due: (states: readonly CandidateState[], now: number): Promise<Candidate[]> =>
    db
      .selectFrom('candidate')
      .selectAll()
      .where('state', 'in', states)
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('id')
      .execute(),

  /** Those of these ids that are known. */
  known: async (ids: readonly CandidateId[]): Promise<ReadonlyMap<string, Candidate>> => {
    if (ids.length === 0) return new Map();
    const rows = await db.selectFrom('candidate').selectAll().where('id', 'in', ids).execute();
    return new Map(rows.map((row) => [row.id, row]));
  },

  /** What a page of a partner's posts showed, with where reading it stands: nothing is missed by a crash, nothing is taken twice. How many are new. */
  take: async (rows: readonly Omit<Candidate, 'revision'>[], stand: SourceStand): Promise<number> =>
    db.transaction().execute(async (tx) => {
      let added = 0;
      for (const row of rows) {
        const result = await tx
          .insertInto('candidate')
          .values({ ...row, revision: 0 })
          .onConflict((c) => c.column('id').doNothing())
          .executeTakeFirst();
        added += Number(result.numInsertedOrUpdatedRows ?? 0n);
      }
      await putSource(tx, stand);
      return added;
    }),

  /** False when somebody else has decided meanwhile. */
  decide: (before: Before, verdict: Verdict): Promise<boolean> => write(db, before, verdict),

  /** Many decisions at once; those on which somebody else has decided meanwhile stay as they are. */
  decideAll: (decisions: readonly (readonly [Before, Verdict])[]): Promise<void> =>
    db.transaction().execute(async (tx) => {
      for (const [before, verdict] of decisions) await write(tx, before, verdict);
    }),

  /** Boosts of our account on a network, from `since` on: those that are out or may be, those that are laid down, and those made by hand. */
  made: (network: NetworkName, since: number, now: number, except?: string): Promise<Boosted[]> =>
    boostsMade(db, network, since, now, except),

  /**
   * Lays a boost down as a delivery that is due at once. False, and nothing is written, when the candidate has moved on or `fits` says that there
   * is no room beside what was laid down meanwhile.
   */
  lay: async (
    candidate: Candidate,
    laid: Laid,
    since: number,
    fits: (made: readonly Boosted[]) => boolean,
    verdict: Verdict,
  ): Promise<boolean> =>
    db.transaction().execute(async (tx) => {
      if (!fits(await boostsMade(tx, candidate.network, since, laid.at, candidate.id))) return false;
      if (!(await write(tx, candidate, { ...verdict, state: 'boosting', delivery: laid.id }))) return false;
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('delivery')
        .values({
          id: laid.id,
          message: '',
          lang: laid.lang,
          network: candidate.network,
          slot_at: laid.at,
          text_hash: `boost ${candidate.id}`,
          state: 'queued',
          tries: 0,
          content: JSON.stringify(laid.content),
          boost_of: candidate.id,
        })
        .onConflict((c) =>
          c
            .column('id')
            .doUpdateSet({ state: 'queued', reason: null, not_before_at: null, content: JSON.stringify(laid.content) })
            .where('delivery.state', '=', 'planned'),
        )
        .executeTakeFirst();
      if (Number(numInsertedOrUpdatedRows ?? 0n) !== 1)
        throw new Error(`candidate ${candidate.id}: its delivery is already under way`);
      return true;
    }),

  /**
   * A worker takes back what it holds, having sent nothing of it: the candidate goes on, or ends. False when the claim is not this worker's any
   * more, or an attempt of it may be out.
   */
  takeBack: async (candidate: Candidate, worker: string, over: boolean, verdict: Verdict): Promise<boolean> =>
    db.transaction().execute(async (tx) => {
      const back = await tx
        .updateTable('delivery')
        .set({
          state: over ? 'skipped' : 'planned',
          reason: verdict.reason ?? null,
          not_before_at: null,
          send_now_at: null,
          lease_by: null,
          lease_until_real: null,
          tries: 0,
        })
        .where('id', '=', candidate.delivery ?? '')
        .where('state', '=', 'attempting')
        .where('lease_by', '=', worker)
        .where(
          sql<boolean>`not exists (select 1 from attempt where attempt.delivery = delivery.id
            and (attempt.outcome is null or attempt.outcome = 'published'))`,
        )
        .executeTakeFirst();
      if (back.numUpdatedRows !== 1n) return false;
      const now = await tx
        .selectFrom('candidate')
        .select(['id', 'revision'])
        .where('id', '=', candidate.id)
        .executeTakeFirstOrThrow();
      return write(tx, now, verdict);
    }),

  /** What became of the deliveries of boosts, for candidates that have not heard of it yet. */
  ended: (only?: string) =>
    db
      .selectFrom('candidate as c')
      .innerJoin('delivery as d', 'd.id', 'c.delivery')
      .selectAll('c')
      .select(['d.state as deliveryState', 'd.reason as deliveryReason', 'd.sent_at as sentAt'])
      .$if(only !== undefined, (q) => q.where('c.id', '=', only ?? ''))
      .where((e) =>
        e.or([
          e.and([
            e('c.state', '=', 'boosting'),
            e('d.state', 'in', ['published', 'rejected', 'skipped', 'retracted', 'planned']),
          ]),
          e.and([e('c.state', '=', 'boosted'), e('d.state', '=', 'retracted')]),
        ]),
      )
      .execute(),

  /** The receipt of a boost that stands. */
  receipt: (delivery: string) =>
    db
      .selectFrom('receipt')
      .selectAll()
      .where('delivery', '=', delivery)
      .where('step', '=', 0)
      .where('retracted_at', 'is', null)
      .executeTakeFirst(),

  /** The boost is undone: record and candidate in one. */
  undone: async (candidate: Candidate, at: number, verdict: Verdict): Promise<void> =>
    db.transaction().execute(async (tx) => {
      const id = candidate.delivery ?? '';
      await tx
        .updateTable('receipt')
        .set({ retracted_at: at })
        .where('delivery', '=', id)
        .where('retracted_at', 'is', null)
        .execute();
      await tx
        .updateTable('delivery')
        .set({ state: 'retracted', reason: verdict.reason ?? null })
        .where('id', '=', id)
        .where('state', '=', 'published')
        .execute();
      await write(tx, candidate, { ...verdict, state: 'undone', undone_at: at, due_at: null });
    }),

  /** How the latest boosts of a network ended, the newest first, after `since` (when they were sent). */
  lastEnds: (network: NetworkName, since: number, most: number) =>
    db
      .selectFrom('delivery')
      .select(['state', 'reason', 'sent_at as sentAt'])
      .where('network', '=', network)
      .where('boost_of', 'is not', null)
      .where('state', 'in', ['published', 'retracted', 'rejected'])
      .where('sent_at', '>', since)
      .orderBy('sent_at', 'desc')
      .limit(most)
      .execute(),
});

export type Candidates = ReturnType<typeof candidates>;
