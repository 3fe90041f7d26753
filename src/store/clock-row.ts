import { DatabaseSync } from 'node:sqlite';
import type { ClockReading } from '../clock.ts';

/*
 * The rehearsal's virtual clock: one row that every process reads whenever somebody asks for the time, hence
 * straight through SQLite's synchronous interface (about 10 µs a reading).
 */

export const openClockRow = (file: string) => {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  const read = db.prepare('select virtual, real, speed from clock where id = 1');
  const write = db.prepare(
    'insert into clock (id, virtual, real, speed) values (1, ?, ?, ?) on conflict (id) do update set virtual = excluded.virtual, real = excluded.real, speed = excluded.speed',
  );
  return {
    read: (): ClockReading => {
      const row = read.get();
      if (!row) throw new Error('the rehearsal has no clock yet');
      return row as ClockReading;
    },
    set: (reading: ClockReading): void => {
      write.run(reading.virtual, reading.real, reading.speed);
    },
    [Symbol.dispose]: () => db.close(),
  };
};
