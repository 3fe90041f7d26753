import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Clock, realClock, realNow, virtualClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import type { Campaign, MastodonLimits, NetworkName } from '../model.ts';
import { type Next, type QueueName, type TickQueue, tickQueues, writeQueue } from '../queue/jobs.ts';
import { openQueues, type Queues } from '../queue/queues.ts';
import { work } from '../queue/worker.ts';
import { approvals } from '../store/approvals.ts';
import { candidates } from '../store/candidates.ts';
import { openClockRow } from '../store/clock-row.ts';
import { deliveries } from '../store/deliveries.ts';
import { beat, takeLease } from '../store/leases.ts';
import { ledger } from '../store/ledger.ts';
import { seenNetworks } from '../store/networks.ts';
import { pauses } from '../store/pauses.ts';
import { spend } from '../store/spend.ts';
import { openStore } from '../store/store.ts';
import { boost } from './boost/boost.ts';
import type { Boosting } from './boost/boosts.ts';
import { nudges } from './boost/nudges.ts';
import { consentingPartners } from './boost/partners.ts';
import { type Log, seldom } from './log.ts';
import { offlineRules, openNetworks } from './networks.ts';
import { pictureReader } from './pictures.ts';
import { type Planning, plan } from './plan.ts';
import { publish } from './publish.ts';
import type { Publishing } from './publishing.ts';
import { report, scheduledLang } from './report/scheduled.ts';
import { makeReport } from './report.ts';
import { openMailer } from './report-mail.ts';
import { storeFile } from './store-file.ts';
import { campaignFiles, toolkitReader } from './toolkit.ts';
import { openWatch } from './watch/open.ts';
import { plannedOnX } from './watch/planned-on-x.ts';

/** A rehearsal's worker lives in virtual time, except towards networks that are really out there. */
export type Rehearsing = {
  readonly realTime: readonly NetworkName[];
  /** Where the hosts of the campaign's file are found: local servers. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  /** The folder of a `partners.yaml` of its own; the campaign's partners have no accounts on local networks. */
  readonly partners?: string;
};

export type EngineSettings = {
  readonly environment: Environment;
  readonly campaign: Campaign;
  readonly redis: { readonly url: string; readonly prefix: string };
  readonly log: Log;
  readonly rehearsing?: Rehearsing;
  readonly passing?: Publishing['passing'];
};

export type Engine = AsyncDisposable & {
  readonly queues: Queues;
  readonly planning: Planning;
  readonly publishing: Publishing;
  /** Starts workers for these queues; disposing the engine lets them finish what they hold. */
  readonly run: (queues: readonly QueueName[]) => void;
  readonly everyQueue: readonly QueueName[];
  /** Those of them that tick. */
  readonly ticked: readonly TickQueue[];
  /**
   * Loads the libraries of the networks of these queues and logs in, so that the first delivery does not pay for it. What fails here is not
   * lost: it is met again, and judged, when a delivery is due. X is left out in life, where each call costs money.
   */
  readonly warmUp: (queues: readonly QueueName[]) => Promise<void>;
};

/** Real milliseconds: a call ends within 60 s, a lease lasts 120 s (DESIGN section 4); 2 s and 4 s in a rehearsal. */
const timing = { life: { callMs: 60_000, leaseMs: 120_000 }, rehearsal: { callMs: 2_000, leaseMs: 4_000 } } as const;

/** Real milliseconds: six ticks may be missed before the planner counts as dead. */
const HEARTBEAT_MS = 30_000;

/** Real milliseconds for a first look at a network, its library's loading included. */
const WARM_UP_MS = 20_000;

/** A report of a long campaign and its mail are made well within. */
const REPORT_LEASE_MS = 600_000;

/** The planner's lease outlives a few missed ticks. */
const PLANNER_LEASE_MS = 60_000;

const partnersOf = (folder: string, rehearsing: Rehearsing | undefined): Boosting['partners'] => {
  if (!rehearsing) return consentingPartners(folder);
  return rehearsing.partners === undefined
    ? async () => undefined
    : consentingPartners(rehearsing.partners, 'partners.yaml');
};

/** Puts the stages together for one process: store, clock, networks, queues, handlers. */
export const openEngine = async ({
  environment,
  campaign,
  redis,
  log,
  rehearsing,
  passing,
}: EngineSettings): Promise<Engine> => {
  await using opened = new AsyncDisposableStack();
  const file = storeFile(environment);
  const store = opened.use(await openStore(file));
  let clock: Clock = realClock;
  if (rehearsing) clock = virtualClock(opened.use(openClockRow(file)).read);
  const clockOf = (network: NetworkName): Clock => (rehearsing?.realTime.includes(network) ? realClock : clock);
  const networks = openNetworks(environment, campaign, clockOf, store);
  const onError = seldom((reason) => log.warn({ reason }, 'queue'));
  const queues = opened.use(openQueues(redis, [...networks.keys()], onError));
  const seen = seenNetworks(store.db);
  const name = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const say = (words: string, about: Record<string, unknown>) => log.info(about, words);

  const shared = {
    deliveries: deliveries(store.db),
    approvals: approvals(store.db),
    pauses: pauses(store.db),
    spend: spend(store.db),
    seen,
    networks,
    clock,
    clockOf,
    realNow,
    live: rehearsing === undefined,
    say,
    toolkit: toolkitReader(environment.folder, {
      today: () => clock.now().toZonedDateTimeISO(campaign.timeZone).toPlainDate(),
      rehearsal: rehearsing !== undefined,
      rules: async () => {
        const limits = (await seen.all()).get('mastodon')?.limits;
        return offlineRules(limits ? (JSON.parse(limits) as MastodonLimits) : undefined);
      },
    }),
    ...timing[rehearsing ? 'rehearsal' : 'life'],
  };
  const planning: Planning = {
    ...shared,
    queues,
    beat: () => beat(store.db, name, realNow(), HEARTBEAT_MS),
    lead: () => takeLease(store.db, 'planner', name, realNow(), PLANNER_LEASE_MS),
  };
  const boosting: Boosting = {
    ...shared,
    candidates: candidates(store.db),
    partners: partnersOf(environment.folder, rehearsing),
    plannedOnX: plannedOnX(shared),
    queues,
    lead: () => takeLease(store.db, 'boost', name, realNow(), shared.leaseMs / 4),
  };
  const publishing: Publishing = {
    ...shared,
    boosts: boosting,
    ledger: ledger(store.db),
    picture: pictureReader(environment.folder),
    worker: name,
    passing: passing ?? (async () => {}),
  };

  const key = environment.key?.reveal();
  const once = seldom((message) => {
    const [words, about] = JSON.parse(message) as [string, Record<string, unknown>];
    say(words, about);
  });
  // A rehearsal that has put no server anywhere would reach out of this machine.
  const outside = rehearsing !== undefined && rehearsing.elsewhere === undefined;
  const watching =
    key === undefined || outside
      ? undefined
      : openWatch({
          ...shared,
          environment,
          key,
          campaign,
          store,
          holder: name,
          lineSeen: nudges(boosting.candidates, () => queues.tick('boost', `nudge-${realNow()}`), realNow),
          partners: boosting.partners,
          ...(rehearsing?.elsewhere ? { elsewhere: rehearsing.elsewhere } : {}),
          say: (words, about) => once({ message: JSON.stringify([words, about]) } as Error),
        });
  const ticks: Partial<Record<TickQueue, () => Promise<Next>>> = {
    plan: plan(planning),
    boost: boost(boosting),
    ...(watching ? { watch: watching.watch, snapshot: watching.snapshot } : {}),
    // A rehearsal makes its report when it is over.
    ...(rehearsing
      ? {}
      : {
          report: report({
            file,
            reports: join(environment.data, 'reports'),
            lang: scheduledLang(environment.reportLang),
            files: campaignFiles(environment.folder),
            make: makeReport,
            ...(environment.mail ? { mailer: openMailer(environment.mail) } : {}),
            clock,
            realNow,
            lead: () => takeLease(store.db, 'report', name, realNow(), REPORT_LEASE_MS),
            say,
          }),
        }),
  };
  const ticked = tickQueues.filter((queue) => ticks[queue] !== undefined);
  const handlers = { publish: publish(publishing) };
  const everyQueue: QueueName[] = [...ticked, ...[...networks.keys()].map(writeQueue)];
  const workers: AsyncDisposable[] = [];
  // All at once: none takes another job while one finishes what it holds.
  opened.defer(async () => void (await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()))));
  const resources = opened.move();
  return {
    queues,
    planning,
    publishing,
    everyQueue,
    ticked,
    warmUp: async (wanted) => {
      const free = [...networks.values()].filter(
        (network) => wanted.includes(writeQueue(network.name)) && (rehearsing || network.price.recall === 0),
      );
      const looks = free.map(async (network) =>
        seen.saw(
          network.name,
          await network.account(AbortSignal.timeout(WARM_UP_MS)),
          clockOf(network.name).now().epochMilliseconds,
        ),
      );
      for (const look of await Promise.allSettled(looks)) {
        if (look.status === 'rejected')
          log.warn({ reason: String(look.reason) }, 'a network could not be looked at yet');
      }
    },
    run: (wanted) => {
      for (const queue of wanted) {
        const settings = { ...redis, concurrency: 1, lockMs: shared.leaseMs, onError };
        const tick = ticks[queue as TickQueue];
        if (tick) workers.push(work(queue, tick, settings));
        else if (!tickQueues.includes(queue as TickQueue)) workers.push(work(queue, handlers.publish, settings));
      }
      if (watching && wanted.includes('watch')) workers.push(watching.live());
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
};
