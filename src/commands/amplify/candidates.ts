import type { Command } from 'commander';
import { realClock } from '../../clock.ts';
import { readCampaign } from '../../config.ts';
import { CampaignProblems, UsageError } from '../../errors.ts';
import { rest } from '../../jobs/boost/rest-of-the-day.ts';
import { storeFile } from '../../jobs/store-file.ts';
import type { Story } from '../../model.ts';
import { type Candidate, candidates } from '../../store/candidates.ts';
import type { CandidateState } from '../../store/schema.ts';
import { openStore, openStoreIfThere } from '../../store/store.ts';
import { answering, table } from '../answer.ts';
import { environmentNow, storeNow } from '../campaign.ts';

/* What a person does with partners' posts: look at them, accept, decline, ask why. */

const states: readonly CandidateState[] = [
  ...(['held', 'review', 'waiting', 'boosting', 'boosted', 'declined', 'lapsed', 'undone'] as const),
];

/** How many are printed for a person. */
const SHOWN = 50;

const shown = ({ id, partner, network, state, reason, remote_id, url }: Candidate) => ({
  ...{ id, partner, network, state, reason, remoteId: remote_id, url },
});

export const amplifyList = (group: Command): Command =>
  answering(
    group
      .command('list')
      .description('partners’ posts, what became of each and why; and what is boosted when in the rest of the day')
      .option('--state <state>', `only those: ${states.join(', ')}`),
    'amplify list --state review',
    async ({ state }: { state?: string }) => {
      const wanted = states.find((one) => one === state);
      if (state !== undefined && !wanted) throw new UsageError(`--state ${state}: write one of ${states.join(', ')}`);
      const environment = environmentNow();
      const { campaign, partners, problems } = await readCampaign(environment.folder);
      if (!campaign) throw new CampaignProblems(problems);
      await using store = (await openStoreIfThere(storeFile(environment))) ?? (await openStore(':memory:'));
      const rows = await candidates(store.db).all(wanted ? [wanted] : undefined);
      const planned = partners ? await rest(store, campaign, partners, realClock.now()) : [];
      const local = (at: number | null) =>
        at === null
          ? null
          : Temporal.Instant.fromEpochMilliseconds(at)
              .toZonedDateTimeISO(campaign.timeZone)
              .toString({ timeZoneName: 'never' });
      const json = {
        candidates: rows.map((row) => ({ ...shown(row), at: local(row.posted_at) })),
        plan: planned.map(({ at, ...one }) => ({ ...one, at: local(at) })),
      };
      const lines = rows
        .slice(0, SHOWN)
        .map((row) => [row.id, row.partner, row.network, row.state, row.reason, row.url ?? row.remote_id]);
      const words = [
        rows.length === 0
          ? 'No partner’s post has been seen yet.'
          : table([['id', 'partner', 'network', 'state', 'why', 'post'], ...lines]),
        ...(rows.length > SHOWN ? [`and ${rows.length - SHOWN} more (--json shows all)`] : []),
        ...(planned.length > 0
          ? [
              `The rest of the day, if nothing changes (${campaign.timeZone}):`,
              table([
                ['when', 'network', 'partner', 'id'],
                ...planned.map(({ at, network, partner, id }) => [
                  local(at)?.slice(11, 16) ?? '',
                  network,
                  partner,
                  id,
                ]),
              ]),
            ]
          : []),
      ];
      return { json, words: words.join('\n\n') };
    },
  );

const known = async (store: { db: Parameters<typeof candidates>[0] }, id: string): Promise<Candidate> => {
  const row = await candidates(store.db).get(id);
  if (!row) throw new UsageError(`there is no candidate ${id}: \`amplify list\` shows the ids`);
  return row;
};

const named = (by: string): string => {
  if (by.trim() === '') throw new UsageError('--by needs the name of a person');
  return by.trim();
};

const answerCommand = (group: Command, verb: 'accept' | 'decline', description: string): Command =>
  answering(
    group
      .command(verb)
      .description(description)
      .argument('<id>', 'of the candidate')
      .option('--by <name>', 'who decides', 'the command line'),
    `amplify ${verb} 0e68c936823b7bcb --by "Full Name"`,
    async (id: string, { by }: { by: string }) => {
      const who = named(by);
      await using store = await storeNow(environmentNow());
      const rows = candidates(store.db);
      // The boost job may decide on it at the same moment: then what is there now is answered.
      for (let tries = 0; tries < 5; tries += 1) {
        const row = await known(store, id);
        if (!answerable(row))
          throw new UsageError(`${id} is ${row.state} (${row.reason}): there is nothing to ${verb}`);
        const now = realClock.now().epochMilliseconds;
        const verdict =
          verb === 'accept'
            ? { answer: 'accepted' as const, answered_by: who, ...(row.state === 'review' ? { due_at: now } : {}) }
            : {
                ...{ answer: 'declined' as const, answered_by: who, state: 'declined' as const },
                ...{ reason: `declined: by ${who}`, due_at: null, decided_at: now },
              };
        if (!(await rows.decide(row, verdict))) continue;
        const words =
          verb === 'accept'
            ? `Accepted. It is looked at once more, and boosted when its turn comes: amplify explain ${id}`
            : 'Declined: it is not boosted.';
        return { json: { done: [id] }, words };
      }
      throw new UsageError(`${id} is being decided on at this moment: try again`);
    },
  );

const answerable = ({ state }: Candidate): boolean => state === 'review' || state === 'held' || state === 'waiting';

export const amplifyAccept = (group: Command): Command =>
  answerCommand(group, 'accept', 'boost a post that waits for a person, if it is still what it was');

export const amplifyDecline = (group: Command): Command =>
  answerCommand(group, 'decline', 'do not boost a post that waits');

export const amplifyExplain = (group: Command): Command =>
  answering(
    group
      .command('explain')
      .description('every rule with pass or fail and the value that decided')
      .argument('<id>', 'of the candidate'),
    'amplify explain 0e68c936823b7bcb',
    async (id: string) => {
      await using store = (await openStoreIfThere(storeFile(environmentNow()))) ?? (await openStore(':memory:'));
      const row = await known(store, id);
      const steps = JSON.parse(row.story) as Story;
      const words = [
        `${row.id}, a post of ${row.partner} on ${row.network}: ${row.url ?? row.remote_id}`,
        row.reason,
        ...(row.answer ? [`${row.answer} by ${row.answered_by}`] : []),
        ...(steps.length > 0
          ? [
              table([
                ['rule', '', 'value', 'in words'],
                ...steps.map((step) => [step.rule, step.passed ? 'pass' : 'fail', step.value, step.words]),
              ]),
            ]
          : []),
      ];
      return { json: { ...shown(row), delivery: row.delivery, steps }, words: words.join('\n\n') };
    },
  );
