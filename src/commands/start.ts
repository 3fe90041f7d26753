import { join } from 'node:path';
import type { Command } from 'commander';
import { realClock, realNow } from '../clock.ts';
import { openEngine } from '../jobs/engine.ts';
import { openLog, seldom } from '../jobs/log.ts';
import { overview } from '../jobs/overview.ts';
import { declareRunning } from '../jobs/running.ts';
import { schedule } from '../jobs/schedule.ts';
import { redisPrefix } from '../jobs/worker-process.ts';
import { keepRedis } from '../queue/keep-redis.ts';
import { reachable } from '../queue/reachable.ts';
import { watchRedis } from '../queue/watch-redis.ts';
import { endBeat } from '../store/leases.ts';
import { serveWeb } from '../web/server.ts';
import { fail } from './answer.ts';
import { environmentNow, soundCampaign, storeNow } from './campaign.ts';
import { howToMakeAKey } from './doctor/machine.ts';

/** Everything in one process: planner, workers, status page. Ends on SIGTERM or SIGINT, with nothing half-done. */
export const start = (program: Command): Command =>
  program
    .command('start')
    .description('run the campaign: planner, workers and status page in one process, until stopped')
    .option('--json', 'one JSON document on standard output when it is ready')
    .addHelpText('after', '\nExample:\n  npm start')
    .action(async ({ json = false }: { json?: boolean }) => {
      try {
        await run(json);
      } catch (error) {
        fail(error, json);
      }
      // Whatever still waits for a Redis that is away waits for nothing of ours.
      process.exit();
    });

const run = async (json: boolean): Promise<void> => {
  const stopped = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
  });
  const environment = environmentNow();
  const { campaign, ready, notes } = await soundCampaign(environment);
  const log = openLog('start');

  await using opened = new AsyncDisposableStack();
  const given = environment.redisUrl?.reveal();
  if (given) await reachable(given);
  const kept = given
    ? undefined
    : opened.use(await keepRedis(join(environment.data, 'redis'), (words) => log.warn(words)));
  const url = given ?? kept?.url ?? '';
  const store = opened.use(await storeNow(environment));
  // When it has stopped, `status` says so at once, unless another copy has ticked since.
  let ticking = '';
  opened.defer(() => endBeat(store.db, ticking).catch(() => undefined));
  const engine = opened.use(
    await openEngine({ environment, campaign, redis: { url, prefix: redisPrefix(campaign.id) }, log }),
  );
  ticking = engine.publishing.worker;
  const other = opened.use(await declareRunning(store, realNow)).other;
  if (other) log.warn({ other }, 'another copy of this program runs over the same data');
  const redis = opened.use(
    watchRedis(url, {
      away: async (first) => {
        if (first) log.error('Redis does not answer: nothing is published until it is back');
        await endBeat(store.db);
      },
      back: () => log.warn('Redis answers again'),
    }),
  );
  const look = async () => {
    // While the files have problems, the last good toolkit is shown.
    const toolkit = await engine.publishing.toolkit().catch(() => ({ campaign, ready }));
    const now = await overview({ store, environment, ...toolkit, clock: realClock });
    return { ...now, running: now.running && (await redis.answers()) };
  };
  const web = opened.use(await serveWeb({ host: environment.host, port: environment.port, campaign, look }));
  await engine.warmUp(engine.everyQueue);
  engine.run(engine.everyQueue);
  opened.use(
    schedule(
      engine.queues,
      engine.ticked,
      seldom((reason) => log.warn({ reason }, 'a tick was lost')),
    ),
  );

  const { networks } = await look();
  const unwatched = environment.key
    ? null
    : `#${campaign.hashtag} is not watched: CAMPAIGN_KEY is not set. ${howToMakeAKey}`;
  if (unwatched) log.warn(unwatched);
  if (json) {
    const shown = networks.map((one) => ({ ...one, next: one.next?.toString({ timeZoneName: 'never' }) ?? null }));
    console.log(
      JSON.stringify({
        ready: true,
        url: web.url,
        pid: process.pid,
        networks: shown,
        notes,
        alsoRunning: other ?? null,
        unwatched,
      }),
    );
  } else {
    console.log(`#${campaign.hashtag} is running; its status page is ${web.url}. Stop it with Ctrl-C.`);
    if (other)
      console.log(
        `  Another copy (${other}) runs over the same data. Nothing is done twice, but one is enough: stop one of them.`,
      );
    if (unwatched) console.log(`  ${unwatched}`);
    for (const one of networks) console.log(`  ${one.network}: ${one.state}${one.reason ? ` (${one.reason})` : ''}`);
  }
  const signal = await stopped;
  kept?.leave();
  log.info({ signal }, 'stopping: what is being sent is finished first');
};
