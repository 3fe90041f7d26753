import { DatabaseSync } from 'node:sqlite';
import type { NetworkName } from '../model.ts';

/** Who holds an attempt without an answer at this moment: for a rehearsal that kills the sender of a request. */
export type Holder = {
  readonly delivery: string;
  readonly step: number;
  readonly pid: number;
  readonly boost: boolean;
};

/** Straight through SQLite's synchronous interface: the answer is needed while the request waits. */
export const openHolders = (file: string) => {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  const query = db.prepare(
    `select attempt.delivery, attempt.step, delivery.lease_by, delivery.boost_of from attempt join delivery on delivery.id = attempt.delivery
     where attempt.outcome is null and delivery.state = 'attempting' and delivery.network = ?`,
  );
  return {
    of: (network: NetworkName): Holder[] =>
      query.all(network).flatMap((row) => {
        // A worker's name is host-pid-random; the host may hold hyphens.
        const pid = Number(
          String(row.lease_by ?? '')
            .split('-')
            .at(-2),
        );
        return Number.isInteger(pid) && pid > 0
          ? [{ delivery: String(row.delivery), step: Number(row.step), pid, boost: row.boost_of !== null }]
          : [];
      }),
    [Symbol.dispose]: () => db.close(),
  };
};

export type Holders = Pick<ReturnType<typeof openHolders>, 'of'>;
