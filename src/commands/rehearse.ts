import { type Command, InvalidArgumentError } from 'commander';
import { UsageError } from '../errors.ts';
import { type NetworkName, spelt } from '../model.ts';
import { connectionOptions, findRedis } from '../queue/redis-server.ts';
import { MOST_PARTNERS } from '../rehearsal/run/partners.ts';
import { parseTarget, rehearsalEnvironment } from '../rehearsal/run/targets.ts';
import { type Rehearsed, rehearse } from '../rehearsal/run.ts';
import { answering, bold, table } from './answer.ts';
import { soundCampaign } from './campaign.ts';

const wholeNumber = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('write a whole number.');
  return Number(text);
};
const positive = (text: string): number => {
  if (!(Number(text) > 0)) throw new InvalidArgumentError('write a number above 0.');
  return Number(text);
};
const target = (text: string, before: readonly Target[]): readonly Target[] => [...before, parseTarget(text)];
type Target = ReturnType<typeof parseTarget>;

type Options = {
  readonly deliveries?: number;
  readonly speed?: number;
  readonly seed: number;
  readonly chaos?: boolean;
  readonly people: number;
  readonly partners: number;
  readonly target: readonly Target[];
  readonly json?: boolean;
};

/** Enough for every language, for copies and for deletions; a few thousand posts in a rehearsal of the whole toolkit. */
const PEOPLE = 60;

/** Enough for turns: one posts 50 at once, the other blocks us in the end. */
const PARTNERS = 2;

const partnersNumber = (text: string): number => {
  if (wholeNumber(text) > MOST_PARTNERS) throw new InvalidArgumentError(`there are at most ${MOST_PARTNERS}.`);
  return Number(text);
};

/** Virtual seconds a real second. Slow enough that a worker that died is noticed long before anything is late; jumps skip the idle hours. */
const SPEED = 60;

/** At most so fast that `late.after` still takes 2 s of real time (CONTRACT, rehearsal 1). */
const fastest = (lateAfter: Temporal.Duration): number =>
  lateAfter.total({ unit: 'seconds', relativeTo: '2026-01-01' }) / 2;

/** Only where no Redis can be started: a loopback one of the user's, under a prefix of our own. */
const fallbackRedis = (): string | undefined => {
  if (findRedis()) return undefined;
  const url = process.env.REDIS_URL;
  const host = url ? connectionOptions(url).host : undefined;
  if (url && host && /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host)) return url;
  throw new UsageError(
    'a rehearsal needs redis-server or valkey-server: install it (Debian: apt install redis-server; macOS: brew install redis)',
  );
};

export const rehearseCommand = (program: Command): Command =>
  answering(
    program
      .command('rehearse')
      .description('run the whole campaign against local networks on compressed time; nothing leaves this machine')
      .option('--deliveries <n>', 'exactly so many; default: each text once to each network', wholeNumber)
      .option('--speed <k>', 'virtual seconds a real second, between jumps', positive)
      .option('--seed <s>', 'the same seed gives the same rehearsal', wholeNumber, 1)
      .option(
        '--chaos',
        'kill workers, cut connections, throttle, empty and kill Redis, and prove that nothing is lost or doubled',
      )
      .option(
        '--people <n>',
        'simulated people who use the hashtag, so that there is something to watch',
        wholeNumber,
        PEOPLE,
      )
      .option(
        '--partners <n>',
        'made-up partners that post, and are boosted by the rules of the file',
        partnersNumber,
        PARTNERS,
      )
      .option(
        '--target <network=url>',
        'another server on this machine in place of the local network; repeatable',
        target,
        [],
      ),
    'rehearse --deliveries 300',
    async (options: Options) => {
      const targets = options.target;
      const twice = targets.find((one, i) => targets.findIndex((other) => other.network === one.network) !== i);
      if (twice) throw new UsageError(`--target names ${twice.network} twice`);
      const environment = rehearsalEnvironment(process.env, process.cwd(), targets);
      const { campaign, messages } = await soundCampaign(environment);
      const absent = targets.find((one) => !campaign.networks.some((use) => use.name === one.network));
      if (absent) throw new UsageError(`--target ${absent.network}: the campaign does not use this network`);
      if (options.deliveries === 0) throw new UsageError('--deliveries 0: there is nothing to rehearse');
      const stopping = new AbortController();
      const stop = () => stopping.abort(new UsageError('stopped before the end'));
      process.on('SIGINT', stop).on('SIGTERM', stop);
      try {
        const fallback = fallbackRedis();
        if (fallback && options.chaos)
          throw new UsageError(
            '--chaos kills and empties Redis, so it needs one of its own: install redis-server or valkey-server',
          );
        const rehearsed = await rehearse({
          environment,
          campaign,
          messages,
          targets: targets.map((one): NetworkName => one.network),
          ...(options.deliveries === undefined ? {} : { count: options.deliveries }),
          speed: Math.min(options.speed ?? SPEED, fastest(campaign.late.after)),
          seed: options.seed,
          chaos: options.chaos ?? false,
          // A storm is about publishing: what a worker that watches does besides would only make it longer.
          people: options.chaos ? 0 : options.people,
          partners: options.partners,
          ...(fallback ? { fallbackRedis: fallback } : {}),
          progressTo: process.stderr,
          signal: stopping.signal,
        });
        return answer(rehearsed);
      } finally {
        process.off('SIGINT', stop).off('SIGTERM', stop);
      }
    },
  );

const answer = (rehearsed: Rehearsed) => {
  const { lines, late, wrong, complaints, files, seconds } = rehearsed;
  const sum = (name: 'planned' | 'published' | 'skipped' | 'rejected' | 'unconfirmed' | 'missing' | 'duplicates') =>
    lines.reduce((total, line) => total + line[name], 0);
  const json = {
    planned: sum('planned'),
    published: sum('published'),
    skipped: sum('skipped'),
    rejected: sum('rejected'),
    unconfirmed: sum('unconfirmed'),
    missing: sum('missing'),
    duplicates: sum('duplicates'),
    kills: rehearsed.kills,
    late: { p50: late.p50, p99: late.p99, max: late.max },
    seconds,
    networks: lines,
    wrong,
    questions: rehearsed.questions,
    stories: rehearsed.stories,
    complaints,
    watched: rehearsed.heard,
    boosts: rehearsed.boosts,
    ...(rehearsed.storm ? { storm: rehearsed.storm } : {}),
    files,
  };
  const good = json.missing === 0 && json.duplicates === 0 && wrong.length === 0;
  return { json, words: words(rehearsed, good), status: good ? (0 as const) : (1 as const) };
};

/** Where workers died, network by network, and what came of it. */
const stormWords = ({ table: rows, faults, redis, boosts }: NonNullable<Rehearsed['storm']>): string[] => {
  const figures = ['kills', 'duplicates', 'missing', 'unconfirmed'] as const;
  const lines = rows
    .filter((one) => one.point !== 'none' || one.unconfirmed + one.missing + one.duplicates > 0)
    .map((one) => [
      one.point === 'none' ? 'not killed' : one.point,
      spelt[one.network],
      ...figures.map((name) => String(one[name])),
    ]);
  const spoilt = Object.entries(faults).map(([network, count]) => `${count} on ${spelt[network as NetworkName]}`);
  return [
    bold('The storm'),
    table([['killed', 'network', ...figures], ...lines]),
    ...(boosts.senders + boosts.deciders > 0
      ? [
          `${boosts.senders} workers were killed with a boost in hand, and ${boosts.deciders} while they decided on boosts.`,
        ]
      : []),
    `Besides, ${spoilt.join(', ') || 'no'} requests were cut, spoilt, delayed or throttled, and Redis was emptied or killed ${redis} times.`,
    '',
  ];
};

/** What a simulated public said with the hashtag, and what was counted of it. */
const hashtagWords = (heard: Rehearsed['heard']): string[] => [
  bold('The hashtag, as a simulated public used it'),
  table([
    ['network', 'posts there', 'counted'],
    ...heard.map((one) => [spelt[one.network], String(one.held), String(one.counted)]),
  ]),
  ...(heard.some((one) => one.counted < one.held)
    ? ['Less is counted than is there where an account has blocked ours: our account is not shown its posts any more.']
    : []),
  ...(heard.some((one) => one.counted > one.held)
    ? [
        'More is counted than is there where posts were deleted after they were followed, and on X, which counts each hour once.',
      ]
    : []),
  '',
];

/** What made-up partners posted, and what became of it. */
const boostWords = (lines: Rehearsed['boosts']): string[] => {
  const figures = ['posts', 'boosted', 'undone', 'declined', 'lapsed', 'unconfirmed', 'open'] as const;
  return [
    bold('Posts of made-up partners, by the rules of config/partners.yaml'),
    table([
      ['network', ...figures, 'boosts there'],
      ...lines.map((one) => [spelt[one.network], ...figures.map((name) => String(one[name])), String(one.standing)]),
    ]),
    '',
  ];
};

const words = (
  { lines, late, wrong, stories, complaints, files, seconds, virtualDays, storm, heard, boosts, questions }: Rehearsed,
  good: boolean,
): string => {
  const columns = [
    'planned',
    'published',
    'late',
    'skipped',
    'rejected',
    'unconfirmed',
    'missing',
    'duplicates',
  ] as const;
  const tables = lines.flatMap((line) => [
    bold(spelt[line.network]),
    table([
      [...columns, 'counted there'],
      [...columns.map((name) => String(line[name])), String(line.counted ?? 'not ours to count')],
    ]),
    '',
  ]);
  return [
    '',
    ...tables,
    ...(storm ? stormWords(storm) : []),
    ...(boosts.length > 0 ? boostWords(boosts) : []),
    ...(heard.length > 0 ? hashtagWords(heard) : []),
    ...questions.map((one) => `a person is asked, ${spelt[one.network]}: ${one.about}`),
    ...wrong.map((one) => `${one.what}, ${one.network}: ${one.about}`),
    ...stories,
    ...complaints.map((one) => `not liked by ${one}`),
    good
      ? 'Every delivery that is out is out exactly once, and none is missing.'
      : 'This is not as it should be: see above, and worker.log beside the report.',
    `${virtualDays} days of the campaign in ${seconds.toFixed(1)} s; a worker had each delivery ${late.p50} ms after it was due (median), at most ${late.max} ms.`,
    '',
    'Look at it as its followers would:',
    ...files.map((file) => `  ${file}`),
  ].join('\n');
};
