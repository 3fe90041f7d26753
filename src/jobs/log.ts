import pino from 'pino';
import { realNow } from '../clock.ts';

/** Logs are lines of JSON on stderr: standard output belongs to the command's answer. They carry ids and reasons, never a text or a secret. */
export const openLog = (name: string) =>
  pino({ name, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }));

export type Log = ReturnType<typeof openLog>;

/** How often the same words are worth saying, in real milliseconds. */
const AGAIN_MS = 60_000;

/** Says the same reason at most once a minute: a Redis that is away is met by every connection, several times a second. */
export const seldom = (say: (reason: string) => void): ((error: Error) => void) => {
  const said = new Map<string, number>();
  return ({ message }) => {
    const now = realNow();
    for (const [reason, at] of said) if (now - at > AGAIN_MS) said.delete(reason);
    if (said.has(message)) return;
    said.set(message, now);
    say(message);
  };
};
