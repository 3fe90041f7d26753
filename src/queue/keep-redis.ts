import { running, serverPid } from './redis-process.ts';
import { connectionOptions, type RedisServer, startRedis } from './redis-server.ts';

/** How often, in milliseconds, we look whether our Redis still runs and answers. */
const LOOK_MS = 1_000;

/** One that runs but has not answered this often in a row, each time for a second, hangs: it is ended and started again. It holds nothing. */
const HANGS_AFTER = 5;

export type KeptRedis = AsyncDisposable & {
  readonly url: string;
  /** This process is about to end: a Redis that goes now, with the process that ran it, is no business of ours any more. */
  readonly leave: () => void;
};

/**
 * A Redis in a folder for as long as this process lives: one that died or hangs is started again, empty, under the same
 * address, and taken over when the process that ran it is gone. Clients reconnect by themselves; the planner fills the queues anew.
 */
export const keepRedis = async (folder: string, say: (words: string) => void): Promise<KeptRedis> => {
  let server: RedisServer = await startRedis({ folder });
  const socket = connectionOptions(server.url).path ?? '';
  let unanswered = 0;
  const look = async (): Promise<void> => {
    if (server.pid !== undefined && running(server.pid)) {
      unanswered = (await serverPid(socket)) === undefined ? unanswered + 1 : 0;
      if (!server.owner || unanswered < HANGS_AFTER) return;
      say('Redis runs but does not answer: ending it and starting it again');
    } else say('Redis is gone: starting it again');
    unanswered = 0;
    if (server.owner) await server.restart();
    else server = await startRedis({ folder });
  };
  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    looking ??= look()
      .catch((error: unknown) => say(`Redis could not be started: ${error instanceof Error ? error.message : error}`))
      .finally(() => {
        looking = undefined;
      });
  }, LOOK_MS);
  return {
    url: server.url,
    leave: () => clearInterval(timer),
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await looking;
      await server[Symbol.asyncDispose]();
    },
  };
};
