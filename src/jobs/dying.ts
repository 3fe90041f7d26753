import { appendFileSync, readFileSync } from 'node:fs';
import type { Passage, Point, Publishing } from './publishing.ts';

/** Where a rehearsal's worker is to die; read from a file that the rehearsal wrote. */
type Death = { readonly delivery: string; readonly point: string; readonly step: number };

const logged = (log: string): string => {
  try {
    return readFileSync(log, 'utf8');
  } catch {
    return '';
  }
};

/**
 * A worker of a stormy rehearsal kills itself with SIGKILL when it passes a point that the kill plan names: nothing is closed,
 * nothing is written any more. Each death happens once, whichever worker comes by: the log says which have happened.
 */
export const dying = (planFile: string, log: string): Publishing['passing'] => {
  const plan = JSON.parse(readFileSync(planFile, 'utf8')) as Death[];
  const deaths = new Map(plan.map((one) => [one.delivery, one]));
  return async (point: Point, { delivery, step }: Passage): Promise<void> => {
    const death = deaths.get(delivery);
    if (death?.point !== point || (step !== undefined && step !== death.step)) return;
    const line = JSON.stringify(death);
    if (logged(log).includes(line)) return;
    appendFileSync(log, `${line}\n`);
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {}); // the signal is on its way
  };
};
