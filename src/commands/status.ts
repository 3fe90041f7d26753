import type { Command } from 'commander';
import { realClock } from '../clock.ts';
import { CampaignProblems } from '../errors.ts';
import { type Overview, overview } from '../jobs/overview.ts';
import { storeFile } from '../jobs/store-file.ts';
import { openStore, openStoreIfThere } from '../store/store.ts';
import { answering, table } from './answer.ts';
import { environmentNow, readCampaignFolder } from './campaign.ts';
import { howToMakeAKey } from './doctor/machine.ts';

/** How many waiting deliveries are printed for a person. */
const SHOWN = 30;

const boostWords = ({ boosts }: Overview): string[] => {
  const counts = Object.entries(boosts.counts);
  const lines = [
    ...(counts.length > 0
      ? [`Partners’ posts: ${counts.map(([state, count]) => `${count} ${state}`).join(', ')}`]
      : []),
    ...boosts.paused.map(
      ({ scope, reason, resume }) => `Paused, ${scope.replace(':', ' ')}: ${reason}. resume ${resume}`,
    ),
    ...boosts.accounts.map(({ partner, network, problem }) => `${partner} on ${network}: ${problem}`),
  ];
  return lines.length > 0 ? ['', ...lines] : [];
};

export const status = (program: Command): Command =>
  answering(
    program.command('status').description('how the campaign stands: networks, counts, what waits for a person, money'),
    'status',
    async () => {
      const environment = environmentNow();
      const { campaign, ready, problems } = await readCampaignFolder(environment);
      if (!campaign) throw new CampaignProblems(problems);
      await using store = (await openStoreIfThere(storeFile(environment))) ?? (await openStore(':memory:'));
      const now = await overview({ store, environment, campaign, ready, clock: realClock });
      const networks = now.networks.map((one) => ({
        ...one,
        next: one.next?.toString({ timeZoneName: 'never' }) ?? null,
      }));
      const words = [
        ...(now.running
          ? []
          : ['Nothing runs at this moment, so nothing is published (npm start), or Redis cannot be reached.', '']),
        table([
          ['network', 'state', 'next', 'why'],
          ...networks.map((one) => [
            one.network,
            one.state,
            one.next?.slice(0, 16).replace('T', ' ') ?? '-',
            one.reason ?? '',
          ]),
        ]),
        '',
        Object.entries(now.counts)
          .map(([state, count]) => `${count} ${state}`)
          .join(', '),
        ...(now.waiting.length > 0
          ? [
              '',
              'Waiting for a person:',
              table([
                ['id', 'for', 'why'],
                ...now.waiting.slice(0, SHOWN).map((one) => [one.id, one.kind, one.reason]),
              ]),
              ...(now.waiting.length > SHOWN ? [`and ${now.waiting.length - SHOWN} more (--json shows all)`] : []),
            ]
          : []),
        ...boostWords(now),
        '',
        `X this month: $${now.spent.x.month.toFixed(2)} of $${now.spent.x.budget}, $${Math.max(0, now.spent.x.budget - now.spent.x.month).toFixed(2)} left`,
        now.watched.on
          ? `#${campaign.hashtag} is watched: ${now.watched.sources.map(({ source, until }) => `${source} up to ${until.toPlainDateTime().toString().slice(0, 16).replace('T', ' ')}`).join(', ') || 'nothing heard yet'}`
          : `#${campaign.hashtag} is not watched: CAMPAIGN_KEY is not set. ${howToMakeAKey}`,
      ];
      const sources = now.watched.sources.map((one) => ({
        ...one,
        until: one.until.toString({ timeZoneName: 'never' }),
      }));
      return { json: { ...now, networks, watched: { ...now.watched, sources } }, words: words.join('\n') };
    },
  );
