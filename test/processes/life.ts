import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { realClock } from '../../src/clock.ts';
import { readCampaignFolder } from '../../src/commands/campaign.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { redisPrefix } from '../../src/jobs/worker-process.ts';
import { type DeliveryId, type NetworkName, networkNames } from '../../src/model.ts';
import { openQueues } from '../../src/queue/queues.ts';
import { startLocalBluesky } from '../../src/rehearsal/bluesky/server.ts';
import type { FaultSource } from '../../src/rehearsal/local.ts';
import { startLocalMastodon } from '../../src/rehearsal/mastodon/server.ts';
import type { Public } from '../../src/rehearsal/public/public.ts';
import { startLocalX } from '../../src/rehearsal/x/server.ts';
import { approvals } from '../../src/store/approvals.ts';
import { deliveries } from '../../src/store/deliveries.ts';
import { openStore } from '../../src/store/store.ts';
import { bare, cli, startCli } from '../commands/cli.ts';
import { folderWith } from '../config/campaign-folder.ts';
import { filesOf } from './campaign-files.ts';
import { look } from './look.ts';
import { until, witnesses } from './until.ts';

/* The program as it runs in life: real processes, real Redis, real SQLite, real HTTP; only the networks are local. */

const repository = join(import.meta.dirname, '../..');

/** Whatever becomes of a test: no process of its own outlives this one. */
const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

export type Life = Awaited<ReturnType<typeof life>>;

export type Settings = {
  readonly faults?: FaultSource;
  /** How many messages beside `lamps-lit` the toolkit has: `lamp-1`, `lamp-2` … */
  readonly messages?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the data folder is, when not in the campaign's folder. */
  readonly data?: string;
  /** Who else is on the networks; absent: nobody. */
  readonly public?: Public;
};

/** A campaign that is allowed to go live, and three local networks in real time. */
export const life = async ({
  faults = () => undefined,
  messages = 0,
  environment: more = {},
  data,
  public: others,
}: Settings = {}) => {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await folderWith(filesOf(realClock.now().toZonedDateTimeISO('UTC'), messages)));
  const options = { now: realClock.now, faults, ...(others ? { public: others } : {}) };
  const bluesky = opened.use(await startLocalBluesky(options));
  const mastodon = opened.use(await startLocalMastodon(options));
  const x = opened.use(await startLocalX(options));
  const locals = { bluesky, mastodon, x };
  const dataFolder = data ?? join(folder.path, 'data');
  const environment = {
    CAMPAIGN_DIR: folder.path,
    CAMPAIGN_DATA: dataFolder,
    CAMPAIGN_KEY: 'a key of the tests',
    PORT: '0',
    // A third less work for each process after the first that ended in good order.
    NODE_COMPILE_CACHE: join(folder.path, 'compiled'),
    // Nothing of a test leaves this machine: where the local network has no stream, nobody listens.
    JETSTREAM_URL: 'ws://127.0.0.1:9',
    ...bluesky.environment,
    ...mastodon.environment,
    ...x.environment,
    ...more,
  };
  await mkdir(dataFolder, { recursive: true });
  const storeFile = join(dataFolder, 'campaign.db');
  const running = new Set<ChildProcess>();
  opened.defer(async () => {
    for (const child of running) child.kill('SIGKILL');
    await until('every process is gone', () => running.size === 0);
    // The Redis of a killed process is ended by its supervisor, a moment later.
    await until('its Redis is gone', () => !existsSync(join(dataFolder, 'redis/redis.sock')));
    if (data) await rm(dataFolder, { recursive: true, force: true });
  });
  const logs = new Set<() => string>();
  const keep = <Child extends ChildProcess>(child: Child) => {
    running.add(child);
    alive.add(child);
    let log = '';
    child.stderr?.on('data', (chunk) => {
      log += chunk;
    });
    const closed = once(child, 'close').then(() => {
      running.delete(child);
      alive.delete(child);
    });
    logs.add(() => `process ${child.pid} (${child.exitCode ?? child.signalCode ?? 'runs'}): ${log.slice(-1_500)}`);
    return { child, closed, log: () => log };
  };
  const seen = look(storeFile);
  const witness = () => [JSON.stringify(seen.rows()), ...[...logs].map((log) => log())].join('\n');
  witnesses.add(witness);
  opened.defer(() => void witnesses.delete(witness));
  const all = opened.move();

  return {
    ...seen,
    locals,
    folder: folder.path,
    dataFolder,
    storeFile,
    run: (...args: string[]) => cli(args, environment),
    posts: () => networkNames.flatMap((name) => locals[name].posts().map((post) => `${name}: ${post.text}`)),
    /** Approves everything, as `approve` does, without a process of its own. */
    approve: async () => {
      const { ready } = await readCampaignFolder(readEnvironment(environment, folder.path));
      await using store = await openStore(storeFile);
      const about = ready.map((one) => ({ message: one.message.id, lang: one.lang, hash: one.hash }));
      await approvals(store.db).record('approve', about, 'A. Person', realClock.now().epochMilliseconds);
    },
    /** Deliveries in English that are due at this moment, or a little later; one a network and message: `due-<message>-<network>`. */
    due: async (networks: readonly NetworkName[], of: readonly string[] = ['lamps-lit'], milliseconds = 0) => {
      await using store = await openStore(storeFile);
      const at = realClock.now().add({ milliseconds });
      const rows = of.flatMap((one) =>
        networks.map((network) => ({
          id: `due-${one}-${network}` as DeliveryId,
          message: one,
          lang: 'en',
          network,
          at,
          textHash: '',
        })),
      );
      await deliveries(store.db).add(rows);
      return at.epochMilliseconds;
    },
    /** Queues a delivery as the planner does, where there is no planner. */
    wake: async (delivery: string, network: NetworkName) => {
      await using store = await openStore(storeFile);
      const id = delivery as DeliveryId;
      await deliveries(store.db).move([id], ['planned'], 'queued');
      const url = `unix://${join(dataFolder, 'redis/redis.sock')}`;
      await using queues = openQueues({ url, prefix: redisPrefix('lamps') }, [network], () => undefined);
      await queues.wake([{ delivery: id, network, milliseconds: 0 }]);
    },
    /** As if ten minutes had passed for everything that a dead worker left behind, or that waits to be looked for. */
    tenMinutesPass: async () => {
      await using store = await openStore(storeFile);
      await store.db.updateTable('delivery').set({ lease_until_real: 0 }).where('state', '=', 'attempting').execute();
      await store.db
        .updateTable('delivery')
        .set({ not_before_at: null })
        .where('not_before_at', 'is not', null)
        .execute();
      await store.db
        .updateTable('attempt')
        .set((e) => ({ lost_at: e('created_at', '-', 600_000) }))
        .where('outcome', 'is', null)
        .execute();
    },
    start: async (more: Readonly<Record<string, string>> = {}) => {
      const kept = keep(startCli(['start', '--json'], { ...environment, ...more }));
      const first = once(createInterface(kept.child.stdout), 'line').then(([line]) => String(line));
      const ended = kept.closed.then(() => {
        throw new Error(`it ended before it was ready: ${kept.log()}`);
      });
      ended.catch(() => undefined);
      const line = await Promise.race([first, ended]);
      const ready = JSON.parse(line);
      const health = async (): Promise<number> =>
        (await fetch(`${ready.url}health`, { signal: AbortSignal.timeout(10_000) })).status;
      return { ...kept, ready, health };
    },
    /** Started, and not waited for. */
    begin: (...args: string[]) => keep(startCli(args, environment)),
    /** An entry of workers/; resolves when it is ready, or has ended. */
    worker: async (script: string, args: readonly string[] = [], more: Readonly<Record<string, string>> = {}) => {
      const env = bare({ ...environment, ...more });
      const kept = keep(
        spawn(process.execPath, [join(repository, 'workers', script), ...args], {
          env,
          stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        }),
      );
      await Promise.race([once(kept.child, 'message'), kept.closed]);
      return kept;
    },
    stop: async (
      { child, closed }: { child: ChildProcess; closed: Promise<void> },
      signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
    ) => {
      child.kill(signal);
      await until('it has ended', () => child.exitCode !== null || child.signalCode !== null, 20_000);
      await closed;
      return child.exitCode;
    },
    /** The Redis that the program itself has started in the data folder, once it is another than `before`. Never 0, which would be ourselves. */
    redisPid: async (before?: number, within?: number): Promise<number> => {
      let pid = 0;
      const read = () => {
        pid = Number(readFileSync(join(dataFolder, 'redis/redis.pid'), 'utf8'));
        return pid > 0 && pid !== before;
      };
      await until('a Redis runs', read, within);
      return pid;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
};
