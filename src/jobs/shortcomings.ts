import {
  type Campaign,
  type Message,
  type NetworkName,
  type Partners,
  type Problem,
  type Rules,
  spelt,
} from '../model.ts';
import { sectionFor, warningOf } from '../plan/compose.ts';
import { faults } from '../plan/sentence.ts';
import { boostShortcomings } from './boost-shortcomings.ts';
import type { Ready } from './ready.ts';

/* What is wrong with the campaign once its parts are put together: texts against each network's rules, cadence against its limits. */

type Findings = { readonly problems: Problem[]; readonly notes: Problem[] };
type RulesOf = ReadonlyMap<NetworkName, Rules>;

const textFindings = (one: Ready, rules: RulesOf): Findings => {
  const problems: Problem[] = [];
  const notes: Problem[] = [];
  const { message, lang, composed } = one;
  for (const [network, text] of composed) {
    const section = sectionFor(message, lang, network);
    const place = { file: message.file, line: section?.line ?? 1 };
    const wrong = faults(message, text, rules.get(network));
    problems.push(...wrong.map((words) => ({ ...place, message: words })));
    if (network === 'bluesky' && warningOf(message, lang) !== '') {
      const words =
        message.media.length === 0
          ? 'Bluesky shows no warning of ours on a post without pictures; consider whether the text needs it in words'
          : 'Bluesky hides the pictures behind a warning of its own, and shows the post only to those who allow such pictures';
      notes.push({ ...place, message: words });
    }
    if (network !== 'x') continue;
    if (warningOf(message, lang) !== '') {
      notes.push({
        ...place,
        message: `X has no content warnings, so the post goes out there without “${warningOf(message, lang)}”; consider whether the text for X needs it in words`,
      });
    }
    if (wrong.length > 0) continue;
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

/** Once a message and network, not once a language: it is the same pictures. */
const tooManyPictures = (message: Message, rules: RulesOf): Problem[] =>
  [...rules.values()].flatMap(({ network, pictures: { most } }) => {
    const first = message.media[most];
    if (first === undefined) return [];
    const words = `the message has ${message.media.length} pictures, and ${spelt[network]} takes ${most} with a post; take some out`;
    return [{ file: message.file, line: first.line ?? 1, message: words }];
  });

/** The words of a picture against what a network takes. Counted in characters, as the networks do; not in UTF-16 units. */
const longWords = ({ message, lang, composed }: Ready, rules: RulesOf): Problem[] =>
  [...composed].flatMap(([network, { media }]) => {
    const most = rules.get(network)?.pictures.altLength ?? Number.POSITIVE_INFINITY;
    return media.flatMap(({ file, alt }, i) => {
      const length = [...alt].length;
      if (length <= most) return [];
      const words = `\`alt\` of ${file} in \`${lang}\` is ${length - most} characters too long for ${spelt[network]} (${length} of ${most}); shorten it`;
      return [{ file: message.file, line: message.media[i]?.line ?? 1, message: words }];
    });
  });

/** A cadence that passes what the network itself allows. `ceilings` are the network's own figures. */
const ceilingProblems = (campaign: Campaign, rules: RulesOf): Problem[] =>
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

/** `boosting`: the partners, and the day on which their consent is looked at. */
export const shortcomings = (
  campaign: Campaign,
  ready: readonly Ready[],
  rules: RulesOf,
  boosting?: { readonly partners: Partners; readonly today: Temporal.PlainDate },
): Findings => {
  const boosts = boosting && boostShortcomings(campaign, boosting.partners, rules, boosting.today);
  const used = new Map([...rules].filter(([name]) => campaign.networks.some((use) => use.name === name)));
  const texts = ready.map((one) => textFindings(one, rules));
  return {
    problems: [
      ...ceilingProblems(campaign, rules),
      ...texts.flatMap((one) => one.problems),
      ...[...new Set(ready.map((one) => one.message))].flatMap((message) => tooManyPictures(message, used)),
      ...ready.flatMap((one) => longWords(one, rules)),
      ...(boosts?.problems ?? []),
    ],
    notes: [...texts.flatMap((one) => one.notes), ...(boosts?.notes ?? [])],
  };
};
