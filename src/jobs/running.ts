import { hostname } from 'node:os';
import { leaseHolder, takeLease } from '../store/leases.ts';
import type { Store } from '../store/store.ts';

/* Who runs over a store: several may, and harm nothing; but a person who started two by mistake should hear of it. */

/** Real milliseconds: a copy says that it lives every third of this. */
const LIVES_MS = 15_000;

const LEASE = 'start';

const nameOf = (pid: number | string): string => `process ${pid} on ${hostname()}`;

/** Whether it is certain that a copy ended without a word: a process of this machine that is no more. */
const isDead = (name: string): boolean => {
  const pid = /^process (\d+) /.exec(name)?.[1];
  if (pid === undefined || name !== nameOf(pid)) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
};

/** Says that this process runs, for as long as it does; tells which other one does already. */
export const declareRunning = async (
  store: Store,
  realNow: () => number,
): Promise<AsyncDisposable & { readonly other: string | undefined }> => {
  const me = nameOf(process.pid);
  const declare = () => takeLease(store.db, LEASE, me, realNow(), LIVES_MS);
  let other: string | undefined;
  if (!(await declare())) {
    other = await leaseHolder(store.db, LEASE);
    if (other !== undefined && isDead(other)) {
      // It was killed a moment ago: its word, which would be good for seconds still, ends here.
      await takeLease(store.db, LEASE, other, realNow(), 0);
      other = (await declare()) ? undefined : await leaseHolder(store.db, LEASE);
    }
  }
  let last: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    last = declare().catch(() => undefined);
  }, LIVES_MS / 3);
  return {
    other,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await last;
      // The next start need not wait for this one's word to run out.
      await takeLease(store.db, LEASE, me, realNow(), 0).catch(() => undefined);
    },
  };
};
