import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds that a condition may take on a busy machine; what is promised to be quicker says so itself. */
const PATIENCE_MS = 60_000;

export const until = async (
  what: string,
  condition: () => boolean | Promise<boolean>,
  within = PATIENCE_MS,
): Promise<void> => {
  const end = performance.now() + within;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${within} ms in vain: ${what}`);
    await pause(25);
  }
};
