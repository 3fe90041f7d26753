import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { milliseconds, realClock, realNow, virtualClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { rehearsalLinks } from '../jobs/ready.ts';
import { orderedCampaign, orderedPartners } from '../jobs/report/order.ts';
import { makeReport } from '../jobs/report.ts';
import { storeFile } from '../jobs/store-file.ts';
import { rehearsalVariable } from '../jobs/worker-process.ts';
import type { Campaign, Message, NetworkName } from '../model.ts';
import { openQueues } from '../queue/queues.ts';
import { startRedis } from '../queue/redis-server.ts';
import { rehearsalPage } from '../report/rehearsal-page.ts';
import { boostResults } from '../store/boost-results.ts';
import { openClockRow } from '../store/clock-row.ts';
import { openHolders } from '../store/holders.ts';
import { pulse } from '../store/pulse.ts';
import { sights, watchStore } from '../store/rehearsal-watch.ts';
import { results } from '../store/results.ts';
import { openStore } from '../store/store.ts';
import { story } from '../store/story.ts';
import { type BoostLine, boostTally } from './run/boosts.ts';
import { breaches } from './run/breaches.ts';
import { type ChaosLine, chaosTable, killsDone, plannedChaos, redisStorm } from './run/chaos.ts';
import { crowdOf } from './run/crowd.ts';
import { drive, STUCK_MS } from './run/drive.ts';
import { elsewhere, type Heard, hearTheEnd, listened, publicFor } from './run/hashtag.ts';
import { layOut } from './run/lay-out.ts';
import { startLocalNetworks } from './run/local-networks.ts';
import { madeUpPartners, readingMoments, writePartners } from './run/partners.ts';
import { progress } from './run/progress.ts';
import { startOfRehearsal } from './run/start-of.ts';
import { storm } from './run/storm.ts';
import { type Line, percentile, type Question, tally, type Wrong } from './run/tally.ts';
import { ticked } from './run/ticked.ts';
import { openWitness } from './run/witness.ts';
import { startWorkers, type Workers } from './run/worker-child.ts';
import { workerEnvironment } from './run/worker-environment.ts';

/*
 * The whole campaign, same code, against networks on this machine: real client libraries, real HTTP, a real worker
 * process, a Redis and a store of its own, on compressed time.
 */

export type RehearsalSettings = {
  /** From `rehearsalEnvironment`: no credentials but those of targeted networks. */
  readonly environment: Environment;
  readonly campaign: Campaign;
  readonly messages: readonly Message[];
  /** Networks that are servers outside this program, on this machine. */
  readonly targets: readonly NetworkName[];
  /** Exactly so many deliveries; undefined: each text once to each network. */
  readonly count?: number;
  /** Virtual seconds a real second, between jumps. */
  readonly speed: number;
  readonly seed: number;
  /** Kills workers, cuts connections, throttles, flushes and kills Redis. */
  readonly chaos: boolean;
  /** How many simulated people use the hashtag; 0: nobody, and nothing is watched. */
  readonly people: number;
  /** How many made-up partners post; 0: nothing is boosted. */
  readonly partners: number;
  /** A loopback Redis to use where none can be started. */
  readonly fallbackRedis?: string;
  readonly progressTo?: NodeJS.WriteStream;
  readonly signal: AbortSignal;
};

export type Rehearsed = {
  readonly lines: readonly Line[];
  readonly wrong: readonly Wrong[];
  /** Of each delivery that is unconfirmed: why. */
  readonly questions: readonly Question[];
  /** Of each delivery that has a wrong line: everything on record. */
  readonly stories: readonly string[];
  readonly complaints: readonly string[];
  readonly late: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly seconds: number;
  readonly files: readonly string[];
  readonly virtualDays: number;
  readonly kills: number;
  /** The hashtag: what each local network holds, and what was counted of it. */
  readonly heard: readonly Heard[];
  /** What partners posted, and what was boosted of it. */
  readonly boosts: readonly BoostLine[];
  /** Of a stormy rehearsal: what became of whom, and what the networks and Redis did. */
  readonly storm?: {
    readonly table: readonly ChaosLine[];
    /** Workers that died with a boost in hand, and while they decided on boosts. */
    readonly boosts: { readonly senders: number; readonly deciders: number };
    readonly faults: Readonly<Record<string, number>>;
    readonly redis: number;
  };
};

/** Milliseconds of the campaign's time. */
const LISTEN_MS = 3_600_000;
/** Of a stormy rehearsal: one worker that decides on boosts dies in so many of its runs. */
const LOOKS_A_KILL = 40;
/** Beside the moments at which there is something to decide; in life the boost job runs every few seconds. */
const LOOK_AGAIN_MS = 6 * 3_600_000;

/** Of a stormy rehearsal: two planners, and two workers a network; one that dies takes nothing of another network with it. */
const stormWorkers = (networks: readonly NetworkName[], boosts: boolean): [string, ...string[]][] => [
  ['plan.ts'],
  ['plan.ts'],
  ...(boosts ? [['boost.ts'] as [string], ['boost.ts'] as [string]] : []),
  ...networks.flatMap((network): [string, ...string[]][] => [
    ['publish.ts', network],
    ['publish.ts', network],
  ]),
];

/** Empties the last rehearsal's folder, but for the Redis that has just been started in it. */
const freshFolder = async (folder: string): Promise<void> => {
  for (const name of [
    'campaign.db',
    'campaign.db-wal',
    'campaign.db-shm',
    'worker.log',
    'report.html',
    'results.json',
    'partners.yaml',
    'kill-plan.json',
    'kills.jsonl',
  ]) {
    await rm(join(folder, name), { force: true });
  }
};

export const rehearse = async (settings: RehearsalSettings): Promise<Rehearsed> => {
  const { environment, targets } = settings;
  const began = realNow();
  const folder = join(environment.data, 'rehearsal');
  await mkdir(folder, { recursive: true, mode: 0o700 });

  await using opened = new AsyncDisposableStack();
  const redis = settings.fallbackRedis
    ? undefined
    : opened.use(await startRedis({ folder: join(folder, 'redis'), adopt: false }));
  const redisUrl = redis?.url ?? settings.fallbackRedis ?? '';
  await freshFolder(folder);
  const file = storeFile({ data: folder });
  const store = opened.use(await openStore(file));
  const row = opened.use(openClockRow(file));

  const campaign = rehearsalLinks(settings.campaign);
  const start = startOfRehearsal(campaign, realClock.now());
  // Until everybody listens it keeps real time: nothing of the campaign is missed.
  row.set({ virtual: start.epochMilliseconds, real: realNow(), speed: 1 });
  const clock = virtualClock(row.read);

  // The plan is laid out whole, and approved by the rehearsal itself.
  const planned = await layOut({ ...settings, campaign, start, store });

  const names = campaign.networks.map((use) => use.name);
  const chaos = settings.chaos ? plannedChaos(planned, settings.seed, folder) : undefined;
  const holders = opened.use(openHolders(file));
  let workers: Workers | undefined;
  const kill = (pid: number) => workers?.kill(pid) ?? false;
  const witness = openWitness(
    () => clock.now().epochMilliseconds,
    (name) => locals.networks.get(name)?.posts() ?? [],
  );
  const storming = chaos && storm({ ...chaos, seed: settings.seed, holders, now: clock.now, kill, witness });
  if (chaos) await watchStore(store.db);
  const local = names.filter((name) => !targets.includes(name));
  const last = Temporal.Instant.fromEpochMilliseconds(
    Math.max(start.epochMilliseconds, ...planned.map(({ at }) => at)),
  );
  const span = { seed: settings.seed, from: start.toInstant() };
  const troupe = local.length > 0 ? madeUpPartners(settings.partners, { ...span, to: last }) : [];
  const watched = settings.people > 0 && local.length > 0;
  const world =
    watched || troupe.length > 0
      ? publicFor(campaign, {
          ...span,
          authors: settings.people,
          to: last.add({ hours: 24 }),
          networks: local,
          partners: troupe,
        })
      : undefined;
  const locals = opened.use(
    await startLocalNetworks(local, (name) => ({
      now: clock.now,
      ...(world ? { public: world } : {}),
      ...(storming ? { faults: storming.faultsOf(name, names.indexOf(name)) } : {}),
    })),
  );
  const partners =
    troupe.length > 0 ? await writePartners(environment.folder, folder, troupe, start, locals.networks) : undefined;
  const advance = () => {
    for (const one of locals.networks.values()) one.advance(clock.now());
  };
  const prefix = `rehearsal-${randomBytes(4).toString('hex')}`;
  const queues = opened.use(openQueues({ url: redisUrl, prefix }, names, () => {}));
  const logFile = join(folder, 'worker.log');
  workers = opened.use(
    await startWorkers(
      chaos ? stormWorkers(names, partners !== undefined) : [['all.ts']],
      {
        ...workerEnvironment(environment, folder, redisUrl, locals.networks.values(), targets),
        [rehearsalVariable]: JSON.stringify({
          realTime: targets,
          prefix,
          ...(watched ? { elsewhere: elsewhere(campaign, locals.networks.get('mastodon')) } : {}),
          ...(partners ? { partners: folder } : {}),
          ...(chaos ? { deaths: { plan: chaos.planFile, log: chaos.killLog } } : {}),
        }),
      },
      logFile,
    ),
  );

  if (watched) await listened(locals.networks);
  row.set({ virtual: clock.now().epochMilliseconds, real: realNow(), speed: settings.speed });

  const blows = chaos && redis && redisStorm(redis, (words) => settings.progressTo?.write(`${words}\n`));
  const bar = progress(planned.length, settings.progressTo);
  let tick = 0;
  let listenedAt = 0;
  /** Once an hour of the campaign's time; in life timelines are read each minute, which would only cost time here. */
  const listen = async (again = LISTEN_MS): Promise<void> => {
    const now = clock.now().epochMilliseconds;
    if (!watched || now - listenedAt < again) return;
    listenedAt = now;
    advance();
    tick += 1;
    await queues.tick('watch', String(tick));
    await queues.tick('snapshot', String(tick));
  };
  let boostedAt = 0;
  /** What is out is looked at again; what there is to decide sooner, the clock stops for. */
  const boost = async (): Promise<string> => {
    tick += 1;
    const mine = String(tick);
    boostedAt = clock.now().epochMilliseconds;
    advance();
    await queues.tick('boost', mine);
    return mine;
  };
  let looks = 0;
  let boostKills = 0;
  /** Now and then one that decides dies in the middle of it. */
  const stormAtBoosts = async (): Promise<void> => {
    looks += 1;
    if (looks % LOOKS_A_KILL !== 0) return;
    await pause(looks % 40);
    if (workers?.killOne('boost.ts')) boostKills += 1;
  };
  const moments = world && partners ? readingMoments(world) : [];
  const ended = await drive({
    pulse: async (givenUp) => {
      const now = await pulse(store.db, realNow(), targets, givenUp);
      bar.at(
        planned.length - now.unfinished,
        clock.now().toZonedDateTimeISO(campaign.timeZone).toPlainDateTime().toString().slice(0, 16),
      );
      return now;
    },
    clock: row,
    tick: async () => {
      tick += 1;
      await queues.tick('plan', String(tick));
      if (partners && clock.now().epochMilliseconds - boostedAt > LOOK_AGAIN_MS) await boost();
      await listen();
    },
    watch: async (unfinished) => {
      workers?.check();
      await blows?.strike(planned.length - unfinished);
    },
    ...(chaos ? { crowd: crowdOf(store, queues, clock) } : {}),
    ...(partners
      ? {
          partners: {
            readAfter: (moment: number) => moments.find((at) => at > moment),
            look: async () => {
              const mine = await boost();
              if (chaos) await stormAtBoosts();
              await ticked(() => queues.isTicking('boost', mine));
            },
          },
        }
      : {}),
    signal: settings.signal,
  });
  const told = watched && !settings.signal.aborted ? await hearTheEnd(store, locals.networks, () => listen(0)) : [];
  bar.end();
  if (!ended) settings.progressTo?.write(`nothing came to an end for ${STUCK_MS / 1_000} s, so it ends here\n`);
  const virtualDays = Math.ceil((clock.now().epochMilliseconds - start.epochMilliseconds) / 86_400_000);

  const all = await results(store.db);
  const lateAfter = milliseconds(campaign.late.after);
  const tallies = names.map((name) =>
    tally(
      name,
      all.filter((one) => one.network === name),
      locals.networks.get(name)?.posts(),
      lateAfter,
    ),
  );
  const lateness = all.flatMap((one) => (one.lateMs === undefined ? [] : [one.lateMs]));
  const files: string[] = [];
  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, text, { mode: 0o600 });
    files.push(path);
  };
  for (const [name, local] of locals.networks) await write(`timeline-${name}.html`, local.timeline());
  const posted = partners ? await boostResults(store.db) : [];
  const boosts =
    world && partners
      ? [...locals.networks].map(([name, one]) => boostTally(name, posted, one.boosts(), { world, campaign, partners }))
      : [];
  const broken = chaos ? breaches(all, await sights(store.db), witness.sentAgain()) : [];
  const wrong = [...tallies, ...boosts].flatMap((one) => one.wrong).concat(broken);
  const killed = chaos ? killsDone(chaos.killLog) : [];
  const about = new Set(wrong.flatMap((one) => one.delivery ?? []));
  const stories = await Promise.all([...about].map((id) => story(store.db, id)));
  const rehearsed: Rehearsed = {
    lines: tallies.map(({ line }) => line),
    questions: tallies.flatMap((one) => one.questions),
    wrong,
    stories: stories.map((lines) => lines.join('\n  ')),
    kills: killed.length + boostKills,
    heard: told,
    boosts: boosts.map(({ line }) => line),
    ...(chaos
      ? {
          storm: {
            table: chaosTable(
              names,
              killed.filter((one) => !one.boost),
              all,
              wrong,
            ),
            boosts: { senders: killed.filter((one) => one.boost).length, deciders: boostKills },
            faults: storming?.met() ?? {},
            redis: blows?.blows() ?? 0,
          },
        }
      : {}),
    complaints: [...locals.networks].flatMap(([name, local]) => local.complaints().map((words) => `${name}: ${words}`)),
    late: { p50: percentile(lateness, 50), p99: percentile(lateness, 99), max: percentile(lateness, 100) },
    seconds: (realNow() - began) / 1000,
    files,
    virtualDays,
  };
  const report = await makeReport({
    ...{
      file,
      campaign: orderedCampaign(campaign),
      partners: orderedPartners(partners),
      period: 'whole',
      rehearsal: true,
      lang: 'en',
    },
    ...{ madeAt: clock.now().epochMilliseconds, out: join(folder, 'report') },
  });
  files.push(...report.files.slice(0, 1));
  await write(
    'report.html',
    rehearsalPage({ campaign, results: all, rehearsed, speed: settings.speed, seed: settings.seed }),
  );
  return rehearsed;
};
