import { sql } from 'kysely';
import { CampaignProblems } from '../../src/errors.ts';
import { AHEAD } from '../../src/jobs/plan.ts';
import { story } from '../../src/store/story.ts';
import { openAgenda } from './agenda.ts';
import { simulatedBluesky } from './bluesky.ts';
import { audit, compare, settleUp, tally, unsettled } from './books.ts';
import { campaignOf, NAMES, openToolkit } from './campaign.ts';
import { diceOf } from './dice.ts';
import { LEASE_MS, startGroup } from './group.ts';
import { openMachine, type Process } from './machine.ts';
import { keepManners } from './manners.ts';
import { simulatedMastodon } from './mastodon.ts';
import { openMemoryStore } from './memory.ts';
import { portOf } from './networks.ts';
import { openHolders } from './one-holder.ts';
import { openTeam } from './people.ts';
import { brew } from './storm.ts';
import { openTruth } from './truth.ts';
import { openWire, outagesOf } from './wire.ts';
import { simulatedX } from './x.ts';

/*
 * One campaign of many days in one process and hardly any time: planner, handler, ledger and three networks on virtual time,
 * and whatever may go wrong, from one seed. No Redis, no HTTP, no timers.
 */

export type Report = {
  readonly seed: number;
  readonly days: number;
  /** Deliveries that were due, by network and by state. */
  readonly counts: Readonly<Record<string, number>>;
  readonly posts: number;
  readonly deaths: number;
  /** Errors that ended a job: a full disk, a lease that ran out. */
  readonly errors: number;
  /** What must never be, each with the story of the delivery. Empty when all is well. */
  readonly wrongs: readonly string[];
};

const HOUR = 3_600_000;
const START = Temporal.Instant.from('2026-11-20T00:00:00Z').epochMilliseconds;

/** Shares of the calls with which something goes wrong, and of the passages at which a worker dies. */
const weathers = [
  { faults: 0.02, deaths: 0.002 },
  { faults: 0.15, deaths: 0.02 },
  { faults: 0.4, deaths: 0.05 },
] as const;

const servers = ['honoured', 'honoured', 'honoured', 'ignored', 'honoured, and a replay is answered by 500'] as const;

export const simulate = async (seed: number, days: number): Promise<Report> => {
  const dice = diceOf(seed);
  await using store = await openMemoryStore();
  // The books are looked through at every tick.
  await sql`create index open_attempts on attempt (delivery) where outcome is null`.execute(store.db);
  const agenda = openAgenda(START);
  const machine = openMachine(agenda);
  const budget = dice.pick([0.5, 2, 20]);
  const campaign = campaignOf(dice, dice.pick(['post', 'post', 'ask', 'skip']), budget);
  const toolkit = openToolkit(campaign);
  const truth = openTruth(agenda.now, budget);
  const weather = dice.pick(weathers);
  const clockJumps = dice.chance(0.3);
  const outages = outagesOf(dice, NAMES, START, days, 0.15);
  let rough = true;
  let broken = false;
  let errors = 0;

  const share =
    (kind: keyof typeof weather, of = 1) =>
    () =>
      rough ? weather[kind] * of : 0;
  const risks = { faults: share('faults'), deaths: share('deaths') };
  let die: (process: Process) => void = () => {};
  const wire = openWire(agenda, machine, dice, risks, outages, (process) => die(process));
  const site = { agenda, machine, wire, ...truth };
  const server = { keys: dice.pick(servers), races: dice.chance(0.5), lagMs: dice.pick([0, 5_000, 60_000]) };
  const ways = [simulatedBluesky(site), simulatedMastodon(site, server, dice), simulatedX(site, dice)];
  const group = startGroup({
    ...{ agenda, machine, dice, store, size: dice.between(2, 6) },
    holders: openHolders(truth, machine.now, LEASE_MS),
    networksOf: (process) => new Map(ways.map((way) => [way.name, portOf(way, site, process)])),
    toolkit: async () => {
      if (!broken) return toolkit.now();
      throw new CampaignProblems([{ file: 'config/campaign.yaml', line: 1, message: 'somebody is typing' }]);
    },
    // A delivery has some fifty statements and five named points.
    risks: { deaths: share('deaths', 1 / 50), failures: share('deaths', 1 / 50), passing: risks.deaths },
    onError: () => {
      errors += 1;
    },
  });
  die = group.die;
  const team = openTeam({ agenda, machine, dice, store, toolkit, truth });
  await team.approveAll();

  const ends = START + days * 24 * HOUR;
  brew({
    ...{ agenda, machine, dice, group, team, ends, clockJumps, deaths: weather.deaths, rough: () => rough },
    broken: (yes) => {
      broken = yes && rough;
    },
  });
  const again = (every: () => number, happens: () => Promise<unknown>): void =>
    agenda.at(agenda.now() + every(), () => void happens().then(() => again(every, happens)));
  again(
    () => dice.between(HOUR / 4, 2 * HOUR),
    () => team.look(rough ? 0.2 : 1),
  );
  again(
    () => 24 * HOUR,
    () => compare(store.db, truth, agenda.now() - 30 * HOUR),
  );

  // The planner ticks often while something is due, seldom while nothing is; now and then it gets in the handler's way.
  const afterwards = () => (dice.chance(0.3) ? dice.between(1_000, 20_000) : dice.between(20_000, 900_000));
  let pace = 0;
  again(
    () => pace,
    async () => {
      pace = HOUR / 6;
      if (!group.tick()) return;
      await audit(store.db, truth);
      const { rows } = await sql<{ next: number | null }>`
      select min(max(d.slot_at, coalesce(d.not_before_at, 0), coalesce(d.lease_until_real, 0), coalesce(n.throttled_until_at, 0))) as next
        from delivery d left join network n on n.network = d.network
        where d.state in ('planned', 'queued', 'attempting')
          and not exists (select 1 from pause where scope in ('all', d.network))
    `.execute(store.db);
      const wait = (rows[0]?.next ?? Number.MAX_SAFE_INTEGER) - machine.now();
      const ahead = AHEAD.total({ unit: 'milliseconds' });
      if (wait <= 0) pace = dice.between(30_000, 300_000);
      else pace = wait > ahead ? Math.min(wait - ahead, 6 * HOUR) : wait + afterwards();
    },
  );

  const stop = () => truth.wrongs.length > 0;
  await agenda.runUntil(ends, stop);
  // Peace returns.
  rough = false;
  broken = false;
  outages.end();
  group.on();
  await team.approveAll();
  await team.resumeAll();
  // As long as it takes, and some hours more, in which nothing may happen to what is settled.
  for (let hours = 0; hours < 40 && (hours < 3 || (await unsettled(store.db, ends))); hours += 1)
    await agenda.runUntil(agenda.now() + HOUR, stop);
  if (!stop()) {
    await settleUp(store.db, truth, ends);
    // By a clock that jumped, no distance can be measured.
    if (!clockJumps) await keepManners(store.db, truth, campaign, team.nowSent);
  }
  const wrongs: string[] = [];
  for (const { words, delivery } of truth.wrongs.slice(0, 3)) {
    const lines = delivery === undefined ? [] : await story(store.db, delivery);
    wrongs.push([words, ...lines.map((line) => `    ${line}`)].join('\n'));
  }
  const counts = await tally(store.db, ends);
  return { seed, days, counts, posts: truth.out.length, deaths: group.deaths(), errors, wrongs };
};
