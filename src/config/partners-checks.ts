import { networkNames } from '../model.ts';
import { type Path, type Sound, written } from '../yaml.ts';
import { minutesIn } from './durations.ts';
import type { PartnersFile, RulesFile } from './partners-schema.ts';

/*
 * What can only be seen by looking at several places of config/partners.yaml at once, or that no schema can tell. They look at
 * what is sound, so that a mistake elsewhere in the file does not hide theirs.
 */

type File = Sound<PartnersFile>;
export type Finding = { readonly path: Path; readonly message: string };

type Rules = Sound<RulesFile> | null | undefined;
type Levels = readonly Rules[];

/** What holds at the last of the levels. */
export type Merge = (levels: readonly (object | null | undefined)[]) => {
  readonly hold: string;
  readonly maxAge: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
};

/** A post that is held longer than it may be old is never boosted. Told once, at the level that brings it about. */
function* holdProblem(levels: Levels, path: Path, merged: Merge): Iterable<Finding> {
  const { hold, maxAge } = merged(levels);
  const own = levels.at(-1);
  if (minutesIn(hold) < minutesIn(maxAge) || !(own?.hold || own?.maxAge)) return;
  const at = own.hold ? 'hold' : 'maxAge';
  yield {
    path: [...path, at],
    message: `posts are held for ${hold} (\`hold\`) and are then too old (\`maxAge\` ${maxAge}), so none would ever be boosted; make \`hold\` shorter than \`maxAge\``,
  };
}

const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

const isLanguage = (tag: string): boolean => {
  try {
    return languageNames.of(new Intl.Locale(tag).language) !== undefined;
  } catch {
    return false;
  }
};

function* languageProblems(own: Rules, path: Path): Iterable<Finding> {
  for (const [i, tag] of (own?.langs ?? []).entries()) {
    if (tag === undefined || isLanguage(tag)) continue;
    yield {
      path: [...path, 'langs', i],
      message: `\`langs\` names ${written(tag)}, and there is no such language; write its code, for instance en, ar or pt-BR`,
    };
  }
}

const wordProblem = (word: string): string | undefined =>
  /^\s*[#＃]/u.test(word) && !/^\s*[#＃][\p{L}\p{M}\p{N}_]+\s*$/u.test(word)
    ? `is ${written(word)}; a hashtag holds only letters, digits and _, no spaces or other signs`
    : undefined;

function* wordProblems(levels: Levels, path: Path, merged: Merge): Iterable<Finding> {
  const own = levels.at(-1);
  for (const key of ['include', 'exclude'] as const) {
    for (const [i, word] of (own?.[key] ?? []).entries()) {
      const wrong = word === undefined ? undefined : wordProblem(word);
      if (wrong) yield { path: [...path, key, i], message: `\`${key}\` (number ${i + 1} of the list) ${wrong}` };
    }
  }
  if (!own?.include && !own?.exclude) return;
  const { include, exclude } = merged(levels);
  const refused = new Set(exclude.map((word) => word?.toLowerCase()));
  const both = include.find((word) => refused.has(word?.toLowerCase()));
  if (both === undefined) return;
  yield {
    path: [...path, own.exclude ? 'exclude' : 'include'],
    message: `${written(both)} stands in \`include\` and in \`exclude\`: a post with it is wanted and refused at once; take it out of one of the two`,
  };
}

function* levelProblems(levels: Levels, path: Path, merged: Merge): Iterable<Finding> {
  yield* holdProblem(levels, path, merged);
  yield* languageProblems(levels.at(-1), path);
  yield* wordProblems(levels, path, merged);
}

/** One account cannot be two organisations: a boost would be counted for one and consented to by the other. */
function* accountProblems({ partners }: File): Iterable<Finding> {
  const owners = new Map<string, string>();
  for (const [i, partner] of (partners ?? []).entries()) {
    for (const network of networkNames) {
      const account = partner?.accounts?.[network];
      if (!account) continue;
      const key = `${network} ${account.replace(/^@/, '').toLowerCase()}`;
      const owner = owners.get(key);
      owners.set(key, partner?.id ?? '');
      if (owner === undefined) continue;
      yield {
        path: ['partners', i, 'accounts', network],
        message: `${written(account)} is the account of ${owner} already; each partner has its own`,
      };
    }
  }
}

export function* partnersProblems(file: File, merged: Merge): Iterable<Finding> {
  const { defaults, partners } = file;
  yield* levelProblems([defaults], ['defaults'], merged);
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
    yield* levelProblems([defaults, rules], [...path, 'rules'], merged);
    for (const network of networkNames) {
      const own = [...path, 'rules', 'networks', network];
      yield* levelProblems([defaults, rules, rules?.networks?.[network]], own, merged);
    }
  }
  yield* accountProblems(file);
}

export function* partnersNotes({ partners, x }: File): Iterable<Finding> {
  if (x?.lookAgain?.length === 0) {
    yield {
      path: ['x', 'lookAgain'],
      message:
        'on X no boost is looked at again (`lookAgain` is []): one whose post is deleted later is not undone by itself. It still is when its partner’s consent ends, as that needs no look',
    };
  }
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
