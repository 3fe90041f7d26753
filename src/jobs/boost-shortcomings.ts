import {
  type BoostRules,
  type Campaign,
  type NetworkName,
  type Partner,
  type Partners,
  type Problem,
  type Rules,
  spelt,
} from '../model.ts';
import { xPrice } from '../network/x/rules.ts';
import { missingConsent } from '../plan/boosts/consent.ts';
import { ruleSentence } from '../plan/boosts/sentence.ts';
import { listed, spanWords } from '../plan/boosts/words.ts';
import { priceWords } from './boost/price.ts';

/*
 * What boosting by these rules comes to in this campaign: each rule in a sentence, and what cannot hold.
 */

type Findings = { readonly problems: Problem[]; readonly notes: Problem[] };
type RulesOf = ReadonlyMap<NetworkName, Rules>;

const file = 'config/partners.yaml';
const minutes = (span: Temporal.Duration): number => span.total({ unit: 'minutes', relativeTo: '2026-01-01' });

/** How many minutes of a day of 24 h are not quiet. */
const awake = ({ quietHours }: Campaign): number => {
  if (!quietHours) return 1440;
  const { start, end } = quietHours;
  return 1440 - (end > start ? end - start : end + 1440 - start);
};

const names = (campaign: Campaign): readonly NetworkName[] => campaign.networks.map(({ name }) => name);

/** The same place is told once, however many networks and partners share the rule that stands there. */
const once = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((one) => [`${one.line} ${one.message}`, one])).values(),
];

/** n boosts need n - 1 gaps between them, in the hours that are not quiet. */
const fitProblems = (campaign: Campaign, { partners }: Partners): Problem[] =>
  partners.flatMap((partner) =>
    names(campaign).flatMap((network) => {
      const { perDay, spacing, lines } = partner.rules[network];
      const time = awake(campaign);
      if (perDay < 2 || (perDay - 1) * minutes(spacing) < time) return [];
      const quiet = campaign.quietHours ? ' without its quiet hours' : '';
      const message = `${perDay} boosts a day (\`perDay\`), ${spanWords(spacing)} apart (\`spacing\`), do not fit into a day${quiet}; lower one of the two`;
      return [{ file, line: lines?.perDay ?? 1, message }];
    }),
  );

/** The most that may happen within a span, by a cap a day and a least distance. A span may touch two days. */
const atMost = (perDay: number, spacing: number, within: number): number =>
  Math.min(perDay * (Math.floor(within / 1440) + 2), Math.floor(within / spacing) + 1);

/** Caps that pass what the network itself allows; there posts and boosts are counted together. */
const ceilingProblems = (campaign: Campaign, partners: Partners, rules: RulesOf): Problem[] => {
  if (partners.partners.length === 0) return [];
  const line = partners.lines?.perDay ?? 1;
  return campaign.networks.flatMap((use) => {
    const { ceilings = [], boostCeilings = [] } = rules.get(use.name) ?? {};
    const spacing = Math.min(...partners.partners.map((one) => minutes(one.rules[use.name].spacing)));
    const inAll = partners.partners.reduce((sum, one) => sum + one.rules[use.name].perDay, 0);
    const perDay = Math.min(partners.perDay, inAll);
    const special = campaign.specialDays.map((day) => day.postsPerDay ?? 0);
    const posts = (within: number) => atMost(Math.max(use.postsPerDay, ...special), minutes(use.spacing), within);
    const told = (boosts: number, within: number, allowed: number, words: string) => {
      const message = `${spelt[use.name]}: up to ${boosts} boosts could fall within ${spanWords(Temporal.Duration.from({ minutes: within }))}${words}, and the network allows ${allowed}; lower \`perDay\` or widen \`spacing\``;
      return { file, line, message };
    };
    return [
      ...boostCeilings.flatMap(({ boosts, within }) => {
        const most = atMost(perDay, spacing, minutes(within));
        return most > boosts ? [told(most, minutes(within), boosts, '')] : [];
      }),
      ...ceilings.flatMap(({ posts: allowed, within }) => {
        const [boosts, besides] = [atMost(perDay, spacing, minutes(within)), posts(minutes(within))];
        if (boosts === 0 || boosts + besides <= allowed) return [];
        return [told(boosts, minutes(within), allowed, ` beside ${besides} posts of ours`)];
      }),
    ].slice(0, 1);
  });
};

/** The rules on each network that has other ones; the networks that share them are named together. */
const sentences = (campaign: Campaign, rules: Partner['rules']): ReadonlyMap<string, readonly NetworkName[]> =>
  Map.groupBy(names(campaign), (network) => ruleSentence(rules[network], campaign));

const told = (campaign: Campaign, rules: Partner['rules']): string => {
  const by = [...sentences(campaign, rules)];
  if (by.length === 1) return by[0]![0];
  const on = (networks: readonly NetworkName[]) =>
    listed(
      networks.map((network) => spelt[network]),
      'and',
    );
  return by.map(([words, networks]) => `on ${on(networks)} ${words}`).join('. And ');
};

/** Whether every rule stands at the defaults. */
const asDefaults = (rules: BoostRules, partner: Partner): boolean =>
  Object.values(rules.lines ?? {}).every((line) => line < (partner.line ?? Number.POSITIVE_INFINITY));

const named = (partners: readonly Partner[]): string =>
  partners.length > 3
    ? `${partners[0]!.name} and ${partners.length - 1} others`
    : listed(
        partners.map(({ name }) => name),
        'and',
      );

/** Partners that share their rules are told together: at the defaults, or where the first of them has its exceptions. */
const ruleNotes = (campaign: Campaign, { partners, lines }: Partners): Problem[] =>
  [...Map.groupBy(partners, ({ rules }) => told(campaign, rules))].map(([words, sharing]) => {
    const first = sharing[0]!;
    const plain = sharing.some((one) => names(campaign).every((network) => asDefaults(one.rules[network], one)));
    const line = plain ? (lines?.defaults ?? 1) : (first.line ?? 1);
    return { file, line, message: `${named(sharing)}: ${words}` };
  });

const capNotes = (campaign: Campaign, { partners, perDay: inAll }: Partners): Problem[] =>
  partners.flatMap(({ rules }) =>
    names(campaign).flatMap((network) => {
      const { perDay, lines } = rules[network];
      if (perDay <= inAll) return [];
      const message = `${perDay} boosts a day of one partner (\`perDay\`) are never reached: there are ${inAll} in all`;
      return [{ file, line: lines?.perDay ?? 1, message }];
    }),
  );

const consentNotes = (partners: readonly Partner[], today: Temporal.PlainDate): Problem[] =>
  partners.flatMap((partner) => {
    const { on, until } = partner.consent;
    if (missingConsent(partner).length > 0) return [];
    const line = partner.line ?? 1;
    const day = today.toString();
    if (on && on > day)
      return [{ file, line, message: `${partner.name} is boosted from ${on} on: its consent begins then` }];
    if (until && until < day)
      return [{ file, line, message: `${partner.name} is not boosted any more: its consent ended on ${until}` }];
    return [];
  });

/** Where boosting costs money, what it comes to. */
const priceNotes = (campaign: Campaign, partners: Partners): Problem[] => {
  const message = priceWords(campaign, partners, xPrice);
  return message === undefined ? [] : [{ file, line: partners.lines?.x ?? 1, message }];
};

export const boostShortcomings = (
  campaign: Campaign,
  partners: Partners,
  rules: RulesOf,
  today: Temporal.PlainDate,
): Findings => ({
  problems: once([...ceilingProblems(campaign, partners, rules), ...fitProblems(campaign, partners)]),
  notes: once([
    ...ruleNotes(campaign, partners),
    ...capNotes(campaign, partners),
    ...priceNotes(campaign, partners),
    ...consentNotes(partners.partners, today),
  ]),
});
