import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds that a condition may take on a busy machine; what is promised to be quicker says so itself. */
const PATIENCE_MS = 60_000;

/** What a test that waited in vain is told: how everything stood. */
export const witnesses = new Set<() => string>();

export const until = async (
  what: string,
  condition: () => boolean | Promise<boolean>,
  within = PATIENCE_MS,
): Promise<void> => {
  const end = performance.now() + within;
  while (!(await condition())) {
    if (performance.now() > end) {
      const stood = [...witnesses].map((tell) => tell()).join('\n');
      throw new Error(`waited ${within} ms in vain: ${what}\n${stood}`);
    }
    await pause(25);
  }
};
