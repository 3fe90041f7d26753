import { readEnvironment } from '../config/environment.ts';
import { readCampaign } from '../config.ts';
import { CampaignProblems, UsageError } from '../errors.ts';
import { type NetworkName, networkNames } from '../model.ts';
import { type QueueName, writeQueue } from '../queue/jobs.ts';
import { keepRedis } from '../queue/keep-redis.ts';
import { dying } from './dying.ts';
import { type Engine, openEngine } from './engine.ts';
import { openLog } from './log.ts';

/** How a rehearsal tells its worker processes that they are in one; nobody else sets it. */
export const rehearsalVariable = 'CAMPAIGN_REHEARSAL';

type RehearsalVariable = {
  readonly realTime: readonly NetworkName[];
  readonly prefix: string;
  readonly elsewhere?: Readonly<Record<string, string>>;
  readonly partners?: string;
  /** Where this worker is to die, and where that is written down. */
  readonly deaths?: { readonly plan: string; readonly log: string };
};

/** The prefix of the campaign's keys in Redis. */
export const redisPrefix = (campaign: string): string => `campaign-${campaign}`;

/** Which queues a worker process serves; what its command line says is judged before anything is opened. */
export type Wanted = (args: readonly string[]) => (engine: Pick<Engine, 'everyQueue'>) => readonly QueueName[];

/** The write queues of the networks that are named; of every network when none is. */
export const writeQueues: Wanted = (names) => {
  const networks = names.map((name) => {
    const network = networkNames.find((one) => one === name);
    if (!network)
      throw new UsageError(
        `there is no network “${name}”: name any of ${networkNames.join(', ')}, or none for all of them`,
      );
    return network;
  });
  return ({ everyQueue }) => {
    const missing = networks.find((network) => !everyQueue.includes(writeQueue(network)));
    if (missing)
      throw new UsageError(
        `${missing} cannot be published to from here: it is not in config/campaign.yaml, or its credentials are not set`,
      );
    return networks.length > 0 ? networks.map(writeQueue) : everyQueue.filter((queue) => queue.startsWith('write-'));
  };
};

/** For an entry whose queues are always the same ones. */
export const always =
  (queues: ReturnType<Wanted>): Wanted =>
  (args) => {
    if (args.length > 0) throw new UsageError(`this worker takes no arguments: ${args.join(' ')}`);
    return queues;
  };

/**
 * The life of a worker process: settings → connect → run → on SIGTERM or SIGINT finish what is held, and close.
 * Several may run beside each other, on one machine, over one data folder and one Redis.
 */
export const workerProcess = async (name: string, wanted: Wanted): Promise<void> => {
  try {
    await run(name, wanted(process.argv.slice(2)));
  } catch (error) {
    process.exitCode = error instanceof CampaignProblems ? 1 : 2;
    openLog(name).fatal({ reason: error instanceof Error ? error.message : String(error) }, 'ended');
  }
  // Whatever still waits for a Redis that is away waits for nothing of ours.
  process.exit();
};

const run = async (name: string, queues: ReturnType<Wanted>): Promise<void> => {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
  await using opened = new AsyncDisposableStack();
  const environment = readEnvironment(process.env, process.cwd());
  const { campaign, problems } = await readCampaign(environment.folder);
  if (!campaign) throw new CampaignProblems(problems);
  const variable = process.env[rehearsalVariable];
  const rehearsing = variable ? (JSON.parse(variable) as RehearsalVariable) : undefined;
  const log = openLog(name);
  const given = environment.redisUrl?.reveal();
  const kept = given ? undefined : opened.use(await keepRedis(`${environment.data}/redis`, (words) => log.warn(words)));
  const url = given ?? kept?.url ?? '';
  const engine = opened.use(
    await openEngine({
      environment,
      campaign,
      redis: { url, prefix: rehearsing?.prefix ?? redisPrefix(campaign.id) },
      log,
      ...(rehearsing ? { rehearsing } : {}),
      ...(rehearsing?.deaths ? { passing: dying(rehearsing.deaths.plan, rehearsing.deaths.log) } : {}),
    }),
  );
  await engine.warmUp(queues(engine));
  engine.run(queues(engine));
  process.send?.('ready');
  await stopped;
  kept?.leave();
  if (process.connected) process.disconnect?.();
};
