import { readEnvironment } from '../config/environment.ts';
import { readCampaign } from '../config.ts';
import { CampaignProblems } from '../errors.ts';
import type { NetworkName } from '../model.ts';
import type { QueueName } from '../queue/jobs.ts';
import { startRedis } from '../queue/redis-server.ts';
import { type Engine, openEngine } from './engine.ts';
import { openLog } from './log.ts';

/** How a rehearsal tells its worker processes that they are in one; nobody else sets it. */
export const rehearsalVariable = 'CAMPAIGN_REHEARSAL';

type RehearsalVariable = { readonly realTime: readonly NetworkName[]; readonly prefix: string };

/** The prefix of the campaign's keys in Redis. */
export const redisPrefix = (campaign: string): string => `campaign-${campaign}`;

/**
 * The life of a worker process: settings → connect → run → on SIGTERM or SIGINT finish what is held, and close.
 * Several may run beside each other, on one machine, over one data folder and one Redis.
 */
export const workerProcess = async (name: string, queues: (engine: Engine) => readonly QueueName[]): Promise<void> => {
  try {
    await run(name, queues);
  } catch (error) {
    process.exitCode = error instanceof CampaignProblems ? 1 : 2;
    openLog(name).fatal({ reason: error instanceof Error ? error.message : String(error) }, 'ended');
  }
};

const run = async (name: string, queues: (engine: Engine) => readonly QueueName[]): Promise<void> => {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
  await using opened = new AsyncDisposableStack();
  const environment = readEnvironment(process.env, process.cwd());
  const { campaign, problems } = await readCampaign(environment.folder);
  if (!campaign) throw new CampaignProblems(problems);
  const variable = process.env[rehearsalVariable];
  const rehearsing = variable ? (JSON.parse(variable) as RehearsalVariable) : undefined;
  const url =
    environment.redisUrl?.reveal() ?? opened.use(await startRedis({ folder: `${environment.data}/redis` })).url;
  const engine = opened.use(
    await openEngine({
      environment,
      campaign,
      redis: { url, prefix: rehearsing?.prefix ?? redisPrefix(campaign.id) },
      log: openLog(name),
      ...(rehearsing ? { rehearsing } : {}),
    }),
  );
  await engine.warmUp();
  engine.run(queues(engine));
  process.send?.('ready');
  await stopped;
  if (process.connected) process.disconnect?.();
};
