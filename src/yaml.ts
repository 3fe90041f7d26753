import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Problem } from './model.ts';
import { hashHint, refusedNodes, repeatedKeys, syntaxFaults } from './yaml/syntax.ts';
import { inWords, unknownKey } from './yaml/words.ts';

export { jsonSchemaText } from './yaml/json-schema.ts';
export { nearest, suggestion } from './yaml/nearest.ts';
export { decodeText, readBytes, readText, type TextFault } from './yaml/text-file.ts';
export { calendarDay, fillable, languageTag, sha256, slug, written } from './yaml/values.ts';

/*
 * From text to a checked value. YAML 1.2: dates, times and `on` are plain text, no value becomes anything surprising.
 * All that is wrong is told at once, each with its line.
 */

export type Path = readonly PropertyKey[];

/** What is left of a value when everything that is wrong has been taken out. */
export type Sound<T> = T extends readonly (infer U)[]
  ? readonly (Sound<U> | undefined)[]
  : T extends object
    ? { readonly [K in keyof T]?: Sound<T[K]> }
    : T;

export type ReadYaml<T> = {
  /** Only when there is no problem. */
  readonly value?: T;
  /** For checks that look at several places, so that they need not wait until the rest is mended. */
  readonly sound: Sound<T>;
  readonly problems: Problem[];
  /** The line of the key, or list item, at `path`; of the nearest group around it when it is not there. */
  readonly line: (path: Path) => number;
};

/** The key or item at each step of `path`, as far as they exist. */
const steps = (root: unknown, path: Path): { at: Node | undefined; value: unknown }[] => {
  const found: { at: Node | undefined; value: unknown }[] = [];
  let node = root;
  for (const step of path) {
    let at: unknown;
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && item.key.value === step,
      );
      if (pair === undefined) break;
      at = pair.key;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
      node = node.items[step];
      at = node;
    } else break;
    found.push({ at: at as Node, value: node });
  }
  return found;
};

const subject = (path: Path): string => {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  const key = path.findLast((step) => typeof step === 'string');
  return typeof last === 'number' ? `\`${String(key)}\` (number ${last + 1} of the list)` : `\`${String(last)}\``;
};

const takeOut = (from: unknown, path: Path): void => {
  let inside = from as Record<PropertyKey, unknown>;
  for (const step of path.slice(0, -1)) {
    const next = inside[step];
    if (typeof next !== 'object' || next === null) return;
    inside = next as Record<PropertyKey, unknown>;
  }
  const last = path.at(-1)!;
  if (Array.isArray(inside)) inside[last as number] = undefined;
  else delete inside[last];
};

/** An empty text (`by: ""`) is as little filled in as an empty value (`by:`). */
const blankAsEmpty = (_key: unknown, value: unknown): unknown =>
  typeof value === 'string' && value.trim() === '' ? null : value;

/** More unknown keys than this in one group are only counted: it is another kind of file. */
const mostUnknown = 50;

/** `lineOffset` is the number of lines that stand before `text` in the file. */
export const readYaml = <T>(file: string, text: string, schema: z.ZodType<T>, lineOffset = 0): ReadYaml<T> => {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    version: '1.2',
    schema: 'core',
    stringKeys: true,
    uniqueKeys: false,
  });
  const problem = (line: number, message: string): Problem => ({ file, line: line + lineOffset, message });
  const line = (path: Path): number => {
    const range = steps(document.contents, path).at(-1)?.at?.range;
    return (range ? lines.linePos(range[0]).line : 1) + lineOffset;
  };

  const syntax = syntaxFaults(document, lines);
  const refused = refusedNodes(document, lines);
  const faults = [...syntax, ...refused, ...repeatedKeys(document, lines)];
  const problems = faults.map((fault) => problem(fault.line, fault.message));
  if (syntax.length > 0 || refused.length > 0) return { sound: {} as Sound<T>, problems, line };

  const raw: unknown = document.toJS({ reviver: blankAsEmpty });
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
    const found = raw === null ? 'nothing but comments stands here' : 'this is not a group of `key: value`';
    return { sound: {} as Sound<T>, problems: [...problems, problem(1, `${found}; write \`key: value\` lines`)], line };
  }

  const checked = schema.safeParse(raw, { error: inWords, reportInput: true });
  const sound = structuredClone(raw);
  for (const issue of checked.error?.issues ?? []) {
    const at = (path: Path, message: string, wrong = path) => {
      problems.push({ file, line: line(path), message });
      if (wrong.length > 0) takeOut(sound, wrong);
    };
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys.slice(0, mostUnknown)) at([...issue.path, key], unknownKey(schema, issue.path, key));
      const more = issue.keys.length - mostUnknown;
      if (more > 0) at(issue.path, `${more} more unknown keys stand in this group; is it the right file?`, []);
    } else {
      const found = steps(document.contents, issue.path);
      const hint = found.length === issue.path.length ? hashHint(found.at(-1)?.value) : '';
      const name = issue.code === 'invalid_key';
      // A name that is wrong leaves the whole group in doubt.
      const wrong = name ? issue.path.slice(0, -1) : issue.path;
      at(issue.path, `${name ? 'the key here' : subject(issue.path)} ${issue.message}${hint}`, wrong);
    }
  }
  problems.sort((a, b) => a.line - b.line);
  const value = checked.success && problems.length === 0 ? { value: checked.data } : {};
  return { ...value, sound: sound as Sound<T>, problems, line };
};
