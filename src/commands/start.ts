import { join } from 'node:path';
import type { Command } from 'commander';
import { realClock } from '../clock.ts';
import { openEngine } from '../jobs/engine.ts';
import { openLog } from '../jobs/log.ts';
import { overview } from '../jobs/overview.ts';
import { schedule } from '../jobs/schedule.ts';
import { redisPrefix } from '../jobs/worker-process.ts';
import { reachable } from '../queue/reachable.ts';
import { startRedis } from '../queue/redis-server.ts';
import { serveWeb } from '../web/server.ts';
import { fail } from './answer.ts';
import { environmentNow, soundCampaign, storeNow } from './campaign.ts';

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
  const url = given ?? opened.use(await startRedis({ folder: join(environment.data, 'redis') })).url;
  const engine = opened.use(
    await openEngine({ environment, campaign, redis: { url, prefix: redisPrefix(campaign.id) }, log }),
  );
  const store = opened.use(await storeNow(environment));
  const look = async () => {
    // While the files have problems, the last good toolkit is shown.
    const now = await engine.publishing.toolkit().catch(() => ({ campaign, ready }));
    return overview({ store, environment, ...now, clock: realClock });
  };
  const web = opened.use(await serveWeb({ host: environment.host, port: environment.port, campaign, look }));
  await engine.warmUp();
  engine.run(engine.everyQueue);
  opened.use(schedule(engine.queues, (error) => log.warn({ reason: error.message }, 'a tick was lost')));

  const { networks } = await look();
  if (json) {
    const shown = networks.map((one) => ({ ...one, next: one.next?.toString({ timeZoneName: 'never' }) ?? null }));
    console.log(JSON.stringify({ ready: true, url: web.url, pid: process.pid, networks: shown, notes }));
  } else {
    console.log(`#${campaign.hashtag} is running; its status page is ${web.url}. Stop it with Ctrl-C.`);
    for (const one of networks) console.log(`  ${one.network}: ${one.state}${one.reason ? ` (${one.reason})` : ''}`);
  }
  const signal = await stopped;
  log.info({ signal }, 'stopping: what is being sent is finished first');
};
