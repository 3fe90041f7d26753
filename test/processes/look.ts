import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { DeliveryState, NetworkName } from '../../src/model.ts';

/* What a store holds, looked at from outside while others write: read only, and nothing of the program's own code. */

export type Row = {
  readonly id: string;
  readonly network: NetworkName;
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly attempts: number;
};

export const look = (file: string) => {
  const all = <T>(sql: string): T[] => {
    if (!existsSync(file)) return [];
    const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    try {
      return db.prepare(sql).all() as T[];
    } finally {
      db.close();
    }
  };
  const rows = () =>
    all<Row>(
      `select id, network, state, reason, (select count(*) from attempt where attempt.delivery = delivery.id) as attempts
       from delivery where id like 'due-%' order by id`,
    );
  return {
    all,
    /** The deliveries of the test: not those of the plan. */
    rows,
    count: (state: DeliveryState): number => rows().filter((row) => row.state === state).length,
    /** Changes with each tick of a planner. */
    lastTick: (): number =>
      all<{ until_real: number }>("select until_real from lease where name = 'heartbeat'")[0]?.until_real ?? 0,
  };
};
