import { Unreachable } from '../../errors.ts';

/*
 * One post in flight at a time: servers race on the Idempotency-Key (one was seen to make two posts of five requests
 * with one key at once), and a queue may run a job twice.
 */

/** Runs `work` when everything handed over before has ended; gives up waiting, with nothing sent, when `signal` fires. */
export const oneAtATime = () => {
  let last: Promise<void> = Promise.resolve();
  return async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    const before = last;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    last = ended;
    await firstOf(before, signal);
    if (signal.aborted) {
      before.then(end);
      throw new Unreachable('the time for this call was over while another post was being sent');
    }
    try {
      return await work();
    } finally {
      end();
    }
  };
};

const firstOf = (before: Promise<void>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const leave = () => resolve();
    signal.addEventListener('abort', leave, { once: true });
    before.then(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
  });
