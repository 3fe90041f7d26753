import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { realNow } from '../clock.ts';
import { UsageError } from '../errors.ts';
import type { Place } from './redis-folder.ts';

/*
 * The process of an embedded Redis: started under a supervisor that ends it when we end, asked who it is, stopped.
 */

/** Milliseconds: what a start may take on a busy machine, and an orderly end before it is made an abrupt one. */
export const startWithin = 10_000;
const stopWithin = 5_000;

/** Sends one command and answers with the first bytes that come back; undefined when nobody answers within a second. */
const ask = (socket: string, command: string): Promise<string | undefined> =>
  new Promise((done) => {
    const connection = connect(socket, () => connection.write(`${command}\r\n`));
    connection.setTimeout(1000, () => connection.destroy());
    connection.on('data', (data) => {
      done(data.toString());
      connection.destroy();
    });
    connection.on('error', () => done(undefined));
    connection.on('close', () => done(undefined));
  });

/** The server's own pid, asked of the server: true also of one that somebody else started. */
export const serverPid = async (socket: string): Promise<number | undefined> => {
  const pid = /process_id:(\d+)/.exec((await ask(socket, 'INFO server')) ?? '')?.[1];
  return pid === undefined ? undefined : Number(pid);
};

export const running = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

export const until = async (condition: () => boolean | Promise<boolean>, within: number): Promise<boolean> => {
  const end = realNow() + within;
  while (!(await condition())) {
    if (realNow() > end) return false;
    await pause(10);
  }
  return true;
};

/*
 * The shell waits for the server; a second one reads our pipe. When this process ends, however it ends, the kernel closes
 * the pipe, the read returns and the server is killed: it holds nothing that the store does not have.
 */
const supervisor = `
socket=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & server=$!
(read -r _ <&3; kill -KILL $server) 2>/dev/null & reader=$!
wait $server
kill $reader 2>/dev/null
rm -f "$socket"
`;

/** What a server left behind whose supervisor was killed as well. It is ended and not kept: nobody would watch over it. */
export const endOrphan = async (place: Place): Promise<void> => {
  const pid = await serverPid(place.socket);
  if (pid === undefined) return;
  process.kill(pid, 'SIGKILL');
  await until(() => !running(pid), stopWithin);
};

export type Running = { readonly pid: number; readonly stop: (how: 'orderly' | 'abrupt') => Promise<void> };

export const launch = async (binary: string, place: Place): Promise<Running> => {
  const log = openSync(place.log, 'a', 0o600);
  const settings = ['--port', '0', '--unixsocket', place.socket, '--unixsocketperm', '700', '--dir', place.folder];
  const disposable = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  // hz 100: delayed jobs come within 17 ms (p99) in place of 97, for 0.65 % of a core when idle.
  const rest = [
    '--hz',
    '100',
    '--pidfile',
    join(place.folder, 'redis.pid'),
    '--daemonize',
    'no',
    '--loglevel',
    'notice',
  ];
  const shell = spawn('sh', ['-c', supervisor, 'sh', place.socket, binary, ...settings, ...disposable, ...rest], {
    detached: true, // Ctrl-C is for us: the server has to be there until we have finished
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  let ended = false;
  shell.on('exit', () => {
    ended = true;
  });
  shell.on('error', () => {
    ended = true;
  });
  shell.unref(); // who forgets to dispose still ends, and the server with it
  let pid: number | undefined;
  const answers = async () => {
    pid = ended ? undefined : await serverPid(place.socket);
    return ended || pid !== undefined;
  };
  await until(answers, startWithin);
  const stop = async (how: 'orderly' | 'abrupt') => {
    if (how === 'orderly' && !ended) {
      await ask(place.socket, 'SHUTDOWN NOSAVE');
      await until(() => ended, stopWithin);
    }
    shell.stdin?.destroy(); // the supervisor's reader kills it
    if (!(await until(() => ended, stopWithin))) throw new Error(`Redis (process ${pid}) does not end`);
  };
  if (pid === undefined) {
    await stop('abrupt');
    const said = readFileSync(place.log, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
    throw new UsageError(`${binary} did not start in ${place.folder}; the last it said:\n${said}`);
  }
  return { pid, stop };
};
