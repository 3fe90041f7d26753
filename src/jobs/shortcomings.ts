import type { Campaign, NetworkName, Problem, Rules } from '../model.ts';
import { sectionFor } from '../plan/compose.ts';
import { faults } from '../plan/sentence.ts';
import type { Ready } from './ready.ts';

/* What is wrong with the campaign once its parts are put together: texts against each network's rules, cadence against its limits. */

const textFindings = (one: Ready): { problems: Problem[]; notes: Problem[] } => {
  const problems: Problem[] = [];
  const notes: Problem[] = [];
  const { message, lang, composed } = one;
  for (const [network, text] of composed) {
    const section = sectionFor(message, lang, network);
    const place = { file: message.file, line: section?.line ?? 1 };
    const wrong = faults(message, text);
    problems.push(...wrong.map((words) => ({ ...place, message: words })));
    if (network !== 'x' || wrong.length > 0) continue;
    const others = [...composed].filter(([name]) => name !== 'x');
    if (section?.network !== 'x') {
      notes.push({
        ...place,
        message: `X gets the same text as the other networks; X wants its own words: write them under \`## ${lang} x\``,
      });
    } else if (others.some(([, other]) => other.text === text.text)) {
      notes.push({
        ...place,
        message: `the text for X is the same as the one for ${others.map(([name]) => name).join(' and ')}; write it differently`,
      });
    }
  }
  return { problems, notes };
};

/** A cadence that passes what the network itself allows. `ceilings` are the network's own figures. */
const ceilingProblems = (campaign: Campaign, rules: ReadonlyMap<NetworkName, Rules>): Problem[] =>
  campaign.networks.flatMap((use) =>
    (rules.get(use.name)?.ceilings ?? []).flatMap(({ posts, within }) => {
      const minutes = within.total({ unit: 'minutes', relativeTo: '2026-01-01' });
      const gap = use.spacing.total({ unit: 'minutes', relativeTo: '2026-01-01' });
      const days = campaign.specialDays.map((day) => day.postsPerDay ?? 0);
      const perDay = Math.max(use.postsPerDay, ...days);
      const inWindow = Math.min(perDay, Math.floor(minutes / gap) + 1);
      if (inWindow <= posts) return [];
      const message = `${use.name}: up to ${inWindow} posts could fall within ${minutes} minutes, and the network allows ${posts}; lower postsPerDay or widen spacing`;
      return [{ file: 'config/campaign.yaml', line: 1, message }];
    }),
  );

export const shortcomings = (
  campaign: Campaign,
  ready: readonly Ready[],
  rules: ReadonlyMap<NetworkName, Rules>,
): { problems: Problem[]; notes: Problem[] } => {
  const texts = ready.map(textFindings);
  return {
    problems: [...ceilingProblems(campaign, rules), ...texts.flatMap((one) => one.problems)],
    notes: texts.flatMap((one) => one.notes),
  };
};
