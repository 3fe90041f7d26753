import { setTimeout as pause } from 'node:timers/promises';

/** How long a connection may take to say goodbye to a Redis that may not be there. Real milliseconds. */
const FAREWELL_MS = 3_000;

/** Waits for a connection to close, but not for ever: nothing that matters is kept in Redis. */
export const atMost = async (closing: Promise<unknown>, onError: (error: Error) => void): Promise<void> => {
  const given = new AbortController();
  const patience = pause(FAREWELL_MS, undefined, { signal: given.signal }).catch(() => undefined);
  await Promise.race([
    closing.catch((error: unknown) => onError(error instanceof Error ? error : new Error(String(error)))),
    patience,
  ]);
  given.abort();
};
