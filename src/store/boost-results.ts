import type { Kysely } from 'kysely';
import type { NetworkName } from '../model.ts';
import type { CandidateState, DeliveryTable, Schema } from './schema.ts';

/** A partner's post with what became of it, for a rehearsal to hold against what the networks hold. Moments are milliseconds since 1970. */
export type BoostResult = {
  readonly id: string;
  readonly network: NetworkName;
  readonly partner: string;
  readonly remoteId: string;
  readonly postedAt: number;
  readonly state: CandidateState;
  readonly reason: string;
  readonly undoneAt: number | null;
  readonly delivery: string | null;
  readonly deliveryState: DeliveryTable['state'] | null;
  /** When its last attempt was written down. */
  readonly sentAt: number | null;
};

export const boostResults = (db: Kysely<Schema>): Promise<BoostResult[]> =>
  db
    .selectFrom('candidate as c')
    .leftJoin('delivery as d', 'd.id', 'c.delivery')
    .select([
      'c.id',
      'c.network',
      'c.partner',
      'c.remote_id as remoteId',
      'c.posted_at as postedAt',
      'c.state',
      'c.reason',
      'c.undone_at as undoneAt',
      'c.delivery',
      'd.state as deliveryState',
      'd.sent_at as sentAt',
    ])
    .orderBy('c.posted_at')
    .execute();
