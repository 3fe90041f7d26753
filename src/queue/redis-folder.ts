import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { running, serverPid, startWithin, until } from './redis-process.ts';

/*
 * The folder of an embedded Redis: who may look into it, where its socket is, and which process of ours it belongs to.
 */

export type Place = { readonly folder: string; readonly socket: string; readonly log: string; readonly owner: string };

/** The address of a socket holds 104 bytes on macOS and 108 on Linux, so a deep folder's socket goes below the temporary folder. */
const longestSocket = 100;

export const privateFolder = (folder: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(folder);
  // Somebody may have made the folder in /tmp before us, to read along.
  if (uid !== process.getuid?.()) throw new UsageError(`${folder} belongs to another user; remove it or set REDIS_URL`);
  chmodSync(folder, 0o700);
};

export const placeIn = (named: string): Place => {
  const folder = resolve(named);
  const near = join(folder, 'redis.sock');
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const socket =
    Buffer.byteLength(near) < longestSocket ? near : join(tmpdir(), `campaign-redis-${name}`, 'redis.sock');
  privateFolder(folder);
  privateFolder(dirname(socket));
  return { folder, socket, log: join(folder, 'redis.log'), owner: join(folder, 'redis.owner') };
};

const ownerOf = (place: Place): string | undefined => {
  try {
    return readlinkSync(place.owner);
  } catch {
    return undefined;
  }
};

/** A symbolic link to our pid: made in one step, and only where there is none. */
const claim = (place: Place): boolean => {
  try {
    symlinkSync(String(process.pid), place.owner);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

/** Takes away the claim of a dead process, unless another one has been made in its place since we looked. */
const clear = (place: Place, dead: string): void => {
  const aside = `${place.owner}.${process.pid}`;
  try {
    renameSync(place.owner, aside);
    const moved = readlinkSync(aside);
    rmSync(aside);
    if (moved !== dead) symlinkSync(moved, place.owner);
  } catch {
    // somebody else was faster
  }
};

/** Either the folder is ours from now on, or the server that another living process runs in it answers. */
export const claimOrJoin = async (place: Place, adopt: boolean): Promise<'ours' | 'joined'> => {
  let joined = false;
  const settled = async (): Promise<boolean> => {
    if (claim(place)) return true;
    const owner = ownerOf(place);
    if (owner === undefined) return false;
    if (!running(Number(owner))) {
      clear(place, owner);
      return false;
    }
    if (!adopt) throw new UsageError(`process ${owner} already runs a Redis in ${place.folder}; end it first`);
    joined = (await serverPid(place.socket)) !== undefined;
    return joined;
  };
  if (!(await until(settled, startWithin))) {
    // Its number is in use, and no server answers: the number has been given to another program since.
    clear(place, ownerOf(place) ?? '');
    return claimOrJoin(place, adopt);
  }
  return joined ? 'joined' : 'ours';
};
