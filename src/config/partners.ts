import {
  type BoostRules,
  type NetworkName,
  networkNames,
  type Partner,
  type Partners,
  type Problem,
} from '../model.ts';
import { type Path, readYaml, type Sound } from '../yaml.ts';
import { durationFrom, minutesIn } from './durations.ts';
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

type Levels = readonly (object | null | undefined)[];

const merged = (levels: Levels): Filled<RulesFile> => Object.assign({}, careful, ...levels.map(filledIn));

const rulesFrom = (levels: Levels): BoostRules => {
  const { networks: _, ...rules } = merged(levels) as Filled<RulesFile> & { networks?: unknown };
  return {
    ...rules,
    maxAge: durationFrom(rules.maxAge),
    hold: durationFrom(rules.hold),
    spacing: durationFrom(rules.spacing),
  };
};

type PartnerFile = NonNullable<PartnersFile['partners']>[number];

const partnerFrom = (partner: PartnerFile, defaults: PartnersFile['defaults']): Partner => {
  const { rules } = partner;
  const on = (network: NetworkName) => rulesFrom([defaults, rules, rules?.networks?.[network]]);
  return {
    id: partner.id,
    name: partner.name,
    accounts: filledIn(partner.accounts),
    consent: filledIn(partner.consent),
    rules: { bluesky: on('bluesky'), mastodon: on('mastodon'), x: on('x') },
  };
};

type Finding = { readonly path: Path; readonly message: string };

/** A post that is held longer than it may be old is never boosted. Told once, at the level that brings it about. */
const holdProblem = (levels: Levels, path: Path): Finding[] => {
  const { hold, maxAge } = merged(levels);
  const own = levels.at(-1) as RulesFile | null | undefined;
  if (minutesIn(hold) < minutesIn(maxAge) || !(own?.hold || own?.maxAge)) return [];
  const at = own.hold ? 'hold' : 'maxAge';
  return [
    {
      path: [...path, at],
      message: `posts are held for ${hold} (\`hold\`) and are then too old (\`maxAge\` ${maxAge}), so none would ever be boosted; make \`hold\` shorter than \`maxAge\``,
    },
  ];
};

function* findings({ defaults, partners }: Sound<PartnersFile>): Iterable<Finding> {
  yield* holdProblem([defaults], ['defaults']);
  const seen = new Set<string>();
  for (const [i, partner] of (partners ?? []).entries()) {
    const path = ['partners', i];
    if (partner?.id !== undefined) {
      if (seen.has(partner.id)) {
        yield {
          path: [...path, 'id'],
          message: `\`id\` ${partner.id} stands here for the second time; give each partner its own`,
        };
      }
      seen.add(partner.id);
    }
    const { on, until } = partner?.consent ?? {};
    if (on && until && until < on) {
      yield {
        path: [...path, 'consent'],
        message: `the consent ends (\`until\` ${until}) before it begins (\`on\` ${on}); correct one of the two`,
      };
    }
    const rules = partner?.rules;
    yield* holdProblem([defaults, rules], [...path, 'rules']);
    for (const network of networkNames) {
      yield* holdProblem([defaults, rules, rules?.networks?.[network]], [...path, 'rules', 'networks', network]);
    }
  }
}

function* notes({ partners }: Sound<PartnersFile>): Iterable<Finding> {
  for (const [i, partner] of (partners ?? []).entries()) {
    if (partner === undefined) continue;
    const { consent } = partner;
    const empty = (['by', 'on', 'evidence'] as const).filter((key) => !consent?.[key]).map((key) => `\`${key}\``);
    if (empty.length === 0) continue;
    yield {
      path: ['partners', i, 'consent'],
      message: `${partner.name ?? 'this partner'} is never boosted: its consent is not on record; fill in ${empty.join(', ')} of \`consent\``,
    };
  }
}

export const partnersFrom = (
  file: string,
  text: string,
): { partners?: Partners; problems: Problem[]; notes: Problem[] } => {
  const { value, sound, line, ...read } = readYaml(file, text, partnersSchema);
  const placed = (found: Iterable<Finding>) =>
    Array.from(found, ({ path, message }) => ({ file, line: line(path), message }));
  const problems = [...read.problems, ...placed(findings(sound))].sort((a, b) => a.line - b.line);
  if (value === undefined || problems.length > 0) return { problems, notes: placed(notes(sound)) };
  const partners = (value.partners ?? []).map((partner) => partnerFrom(partner, value.defaults));
  return { partners: { perDay: value.perDay ?? 6, partners }, problems, notes: placed(notes(sound)) };
};
