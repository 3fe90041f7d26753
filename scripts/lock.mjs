import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/*
 * One set-up at a time on one folder. The lock is a folder that holds the pid of its owner; the owner touches it while it
 * works, so that a lock is also known to be stale when its pid has been given to another process since.
 */

const beat = 2_000;
const stale = 30_000; // fifteen missed beats: longer than any machine we know sleeps in the middle of an npm ci
const look = 200;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM'; // it runs, and belongs to somebody else
  }
};

const ownerOf = (folder) => {
  try {
    return Number(readFileSync(join(folder, 'pid'), 'utf8'));
  } catch {
    return undefined;
  }
};

const ageOf = (folder) => {
  try {
    return Date.now() - statSync(folder).mtimeMs;
  } catch {
    return 0;
  }
};

/** The folder is made whole under another name and then renamed: whoever sees it sees the pid too. */
const take = (folder) => {
  const mine = `${folder}.${process.pid}`;
  rmSync(mine, { recursive: true, force: true });
  mkdirSync(mine, { recursive: true });
  writeFileSync(join(mine, 'pid'), String(process.pid));
  try {
    renameSync(mine, folder); // fails while a folder with something in it has that name
    return true;
  } catch {
    rmSync(mine, { recursive: true, force: true });
    return false;
  }
};

/** Moves a stale lock out of the way. Two may try: only the one that moved what it had looked at removes it. */
const clear = (folder, owner) => {
  const aside = `${folder}.stale.${process.pid}`;
  try {
    renameSync(folder, aside);
  } catch {
    return; // somebody else was faster
  }
  if (ownerOf(aside) !== owner) {
    try {
      renameSync(aside, folder); // it had just been taken anew: give it back
      return;
    } catch {
      // taken by a third meanwhile
    }
  }
  rmSync(aside, { recursive: true, force: true });
};

/** Waits until the lock is ours, and answers with how to give it back. `waiting` is called once when somebody else holds it. */
export const lock = async (folder, waiting) => {
  mkdirSync(dirname(folder), { recursive: true });
  let told = false;
  while (!take(folder)) {
    const owner = ownerOf(folder);
    if (owner !== undefined && (!alive(owner) || ageOf(folder) > stale)) {
      clear(folder, owner);
      continue;
    }
    if (!told) waiting(owner);
    told = true;
    await pause(look);
  }
  const timer = setInterval(() => {
    try {
      utimesSync(folder, new Date(), new Date());
    } catch {
      // gone: nothing to keep fresh
    }
  }, beat);
  timer.unref();
  return () => {
    clearInterval(timer);
    if (ownerOf(folder) === process.pid) rmSync(folder, { recursive: true, force: true });
  };
};
