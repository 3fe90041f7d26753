import pino from 'pino';

/** Logs are lines of JSON on stderr: standard output belongs to the command's answer. They carry ids and reasons, never a text or a secret. */
export const openLog = (name: string) =>
  pino({ name, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }));

export type Log = ReturnType<typeof openLog>;
