import type { BoostRules, NetworkName, Partner, Partners, Problem } from '../model.ts';
import { type Path, readYaml } from '../yaml.ts';
import { durationFrom, minutesIn } from './durations.ts';
import { type Finding, partnersNotes, partnersProblems } from './partners-checks.ts';
import { type PartnersFile, partnersSchema, type RulesFile } from './partners-schema.ts';

/*
 * config/partners.yaml: from its text to Partners.
 */

type Filled<T> = { [K in keyof T]-?: NonNullable<T[K]> };

/** Where neither the file's defaults nor a partner say anything: the careful choice. */
const careful: Filled<RulesFile> = {
  mode: 'review',
  langs: [],
  include: [],
  exclude: [],
  originalsOnly: true,
  altText: 'required',
  sensitive: 'decline',
  minEngagement: 0,
  maxAge: '24h',
  hold: '20m',
  perDay: 2,
  spacing: '45m',
};

const filledIn = (rules: object | null | undefined) =>
  Object.fromEntries(Object.entries(rules ?? {}).filter(([, value]) => value !== null && value !== undefined));

type Level = { readonly rules: object | null | undefined; readonly path: Path };
type Line = (path: Path) => number;

const merged = (levels: readonly (object | null | undefined)[]): Filled<RulesFile> =>
  Object.assign({}, careful, ...levels.map(filledIn));

/** The last level that says something of a key is the one that counts. */
const linesOf = (levels: readonly Level[], line: Line): Record<string, number> =>
  Object.fromEntries(
    Object.keys(careful).map((key) => {
      const says = levels.findLast(({ rules }) => Object.hasOwn(filledIn(rules), key)) ?? levels[0]!;
      return [key, line([...says.path, key])];
    }),
  );

const rulesFrom = (levels: readonly Level[], line: Line): BoostRules => {
  const together = merged(levels.map(({ rules }) => rules)) as Filled<RulesFile> & { networks?: unknown };
  const { networks: _, ...rules } = together;
  return {
    ...rules,
    maxAge: durationFrom(rules.maxAge),
    hold: durationFrom(rules.hold),
    spacing: durationFrom(rules.spacing),
    lines: linesOf(levels, line),
  };
};

type PartnerFile = NonNullable<PartnersFile['partners']>[number];

const partnerFrom = (partner: PartnerFile, path: Path, defaults: PartnersFile['defaults'], line: Line): Partner => {
  const { rules } = partner;
  const on = (network: NetworkName) =>
    rulesFrom(
      [
        { rules: defaults, path: ['defaults'] },
        { rules, path: [...path, 'rules'] },
        { rules: rules?.networks?.[network], path: [...path, 'rules', 'networks', network] },
      ],
      line,
    );
  return {
    id: partner.id,
    name: partner.name,
    accounts: filledIn(partner.accounts),
    consent: filledIn(partner.consent),
    rules: { bluesky: on('bluesky'), mastodon: on('mastodon'), x: on('x') },
    line: line([...path, 'rules']),
  };
};

/** In the order of time, each once, however they are written (`60m` is `1h`). */
const looksFrom = (written: readonly string[]): readonly Temporal.Duration[] =>
  [...new Map(written.map((text) => [minutesIn(text), durationFrom(text)]))]
    .sort(([a], [b]) => a - b)
    .map(([, span]) => span);

export const partnersFrom = (
  file: string,
  text: string,
): { partners?: Partners; problems: Problem[]; notes: Problem[] } => {
  const { value, sound, line, ...read } = readYaml(file, text, partnersSchema);
  const placed = (found: Iterable<Finding>) =>
    Array.from(found, ({ path, message }) => ({ file, line: line(path), message }));
  const problems = [...read.problems, ...placed(partnersProblems(sound, merged))].sort((a, b) => a.line - b.line);
  const notes = placed(partnersNotes(sound));
  if (value === undefined || problems.length > 0) return { problems, notes };
  const partners = (value.partners ?? []).map((partner, i) =>
    partnerFrom(partner, ['partners', i], value.defaults, line),
  );
  const lines = { perDay: line(['perDay']), defaults: line(['defaults']), x: line(['x', 'lookAgain']) };
  const written = value.x?.lookAgain;
  const looks = written ? { lookAgainOnX: looksFrom(written) } : {};
  return { partners: { perDay: value.perDay ?? 6, partners, ...looks, lines }, problems, notes };
};
