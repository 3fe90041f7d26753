import type { Command } from 'commander';
import { realClock } from '../clock.ts';
import { UsageError } from '../errors.ts';
import { inWords } from '../jobs/late.ts';
import { storeFile } from '../jobs/store-file.ts';
import { coverage } from '../store/coverage.ts';
import { sightings } from '../store/sightings.ts';
import { openStore, openStoreIfThere } from '../store/store.ts';
import { watchKeys } from '../store/watch-keys.ts';
import { answering, table } from './answer.ts';
import { environmentNow } from './campaign.ts';
import { moment } from './plan.ts';
import { campaignNow } from './track/campaign-now.ts';
import { replayFile } from './track/replay.ts';

const WEEK_MS = 7 * 86_400_000;

const gaps = async (options: { from?: string; to?: string }) => {
  const environment = environmentNow();
  const { timeZone } = (await campaignNow(environment)).campaign;
  const to =
    options.to === undefined
      ? realClock.now().epochMilliseconds
      : moment('--to', options.to, timeZone).epochMilliseconds;
  const from = options.from === undefined ? to - WEEK_MS : moment('--from', options.from, timeZone).epochMilliseconds;
  if (from >= to) throw new UsageError('--from is not before --to');
  await using store = (await openStoreIfThere(storeFile(environment))) ?? (await openStore(':memory:'));
  const watched = coverage(store.db);
  const at = (ms: number) =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toString({
      timeZoneName: 'never',
      smallestUnit: 'second',
    });
  const missed = (await watched.gaps(from, to)).map((gap) => ({
    source: gap.source,
    from: at(gap.from),
    to: at(gap.to),
    seconds: Math.round((gap.to - gap.from) / 1000),
    reason: gap.reason,
  }));
  const sources = [...new Set((await watched.of()).map(({ source }) => source))].map((source) => ({
    source,
    missed: missed.filter((gap) => gap.source === source).reduce((sum, gap) => sum + gap.seconds, 0),
  }));
  const share = (seconds: number) => `${(100 * (1 - (seconds * 1000) / (to - from))).toFixed(1)} %`;
  const words =
    sources.length === 0
      ? 'Nothing has been watched yet: `npm start` watches the hashtag when CAMPAIGN_KEY is set.'
      : [
          `From ${at(from)} to ${at(to)}:`,
          ...sources.map(({ source, missed: seconds }) => `${source}: ${share(seconds)} covered`),
          ...(missed.length === 0
            ? ['No gap.']
            : [
                '',
                table([
                  ['source', 'from', 'to', 'for', 'why'],
                  ...missed.map((gap) => [gap.source, gap.from, gap.to, inWords(gap.seconds * 1000), gap.reason]),
                ]),
              ]),
        ].join('\n');
  return { json: { from: at(from), to: at(to), sources, gaps: missed }, words };
};

const forget = async () => {
  const environment = environmentNow();
  await using store = await openStoreIfThere(storeFile(environment));
  if (!store) throw new UsageError('there is no store yet, so there is nothing to forget');
  // Forgetting needs no key: what is let go of cannot be read anyway.
  await sightings(store.db, watchKeys(environment.key?.reveal() ?? '')).forgetAll();
  return {
    json: { done: ['forgotten'] },
    words:
      'Every followed post of other people is forgotten; all counts stay. The next start takes the CAMPAIGN_KEY that is set then.',
  };
};

export const track = (program: Command): Command => {
  const command = program.command('track').description('the hashtag: what was missed, recordings, forgetting');
  answering(
    command
      .command('replay')
      .description('count a recording of a network as if it were heard live, into a store of its own')
      .argument('<file>', 'one event of the stream, or one whole answer of the API, a line')
      .requiredOption('--network <name>', 'bluesky, mastodon or x')
      .requiredOption('--store <file>', 'the store to count into; made when it is not there'),
    'track replay stream.jsonl --network bluesky --store counts.db',
    replayFile,
  );
  answering(
    command
      .command('gaps')
      .description('when the hashtag was not watched, and why; the last seven days without --from')
      .option('--from <moment>', 'a day or a moment')
      .option('--to <moment>', 'a day or a moment; now without it'),
    'track gaps --from 2026-11-29',
    gaps,
  );
  answering(
    command
      .command('forget')
      .description('let go of every followed post of other people, when CAMPAIGN_KEY is lost; counts stay'),
    'track forget',
    forget,
  );
  return command;
};
