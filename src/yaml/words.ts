import type { z } from 'zod';
import { nearest, suggestion } from './nearest.ts';
import { written } from './values.ts';

/*
 * What zod finds, in words for a person who is not a programmer. Each message is the predicate of a sentence whose
 * subject is the key; a schema's own description says what belongs there.
 */

type Schema = z.core.$ZodType;

const kindsOfValue: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a group of `key: value`',
  record: 'a group of `key: value`',
  array: 'a list',
};

const whatItIs = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of `key: value`';
  return `${kindsOfValue[typeof value] ?? 'something else'} (${written(value)})`;
};

const described = (issue: z.core.$ZodRawIssue): string => {
  const description = (issue.inst as z.ZodType | undefined)?.meta?.()?.description;
  return description === undefined ? '' : `: ${description.charAt(0).toLowerCase()}${description.slice(1)}`;
};

const wrongType = (issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): string => {
  const { input } = issue;
  if (input === undefined) return `is missing; add it${described(issue)}`;
  if (input === null) return `is empty; fill it in${described(issue)}`;
  const single = typeof input !== 'object';
  const wrong = `is ${whatItIs(input)}; write ${kindsOfValue[issue.expected] ?? issue.expected}`;
  if (issue.expected === 'string' && single) return `${wrong}: put it in quotes, "${String(input)}"`;
  if (issue.expected === 'string') return `${wrong} (perhaps the lines below it are indented too far)`;
  if (issue.expected === 'array' && single) return `${wrong}: [${JSON.stringify(input)}]`;
  return `${wrong}${described(issue)}`;
};

/** What zod says when a schema has no words of its own for it. */
export const inWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue);
    case 'invalid_value':
      return `is ${written(issue.input)}; ${suggestion(String(issue.input), issue.values.map(String))}${
        nearest(String(issue.input), issue.values.map(String)) ? ` (it can be: ${issue.values.join(', ')})` : ''
      }`;
    case 'too_small':
      return issue.origin === 'array'
        ? 'is an empty list; give at least one'
        : `is ${written(issue.input)}; it must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `is ${written(issue.input)}; it must be at most ${issue.maximum}`;
    case 'invalid_key':
      return issue.issues[0]?.message;
    default:
      return undefined;
  }
};

type Def = { innerType?: Schema; element?: Schema; valueType?: Schema; shape?: Record<string, Schema> };
const definition = (schema: Schema): Def => schema._zod.def as Def;

const unwrapped = (schema: Schema): Schema => {
  const { innerType } = definition(schema);
  return innerType === undefined ? schema : unwrapped(innerType);
};

/** The schema of what stands at `path`. */
const schemaAt = (schema: Schema, path: readonly PropertyKey[]): Schema | undefined => {
  const [key, ...rest] = path;
  const here = unwrapped(schema);
  if (key === undefined) return here;
  const def = definition(here);
  const next = def.shape?.[String(key)] ?? def.element ?? def.valueType;
  return next === undefined ? undefined : schemaAt(next, rest);
};

const shapeAt = (schema: Schema, path: readonly PropertyKey[]): Readonly<Record<string, Schema>> => {
  const found = schemaAt(schema, path);
  return (found && definition(found).shape) ?? {};
};

/** A key of the group beside this one, as `visibility` is of mastodon when it stands under x. */
const neighbour = (schema: Schema, path: readonly PropertyKey[], key: string): string | undefined => {
  const around = shapeAt(schema, path.slice(0, -1));
  return Object.keys(around).find((name) => Object.hasOwn(shapeAt(schema, [...path.slice(0, -1), name]), key));
};

/** The groups, from the outermost, around the first place where the schema has this key. */
const homeOf = (schema: Schema, key: string): string[] | undefined => {
  const { shape, element, valueType } = definition(unwrapped(schema));
  if (shape === undefined) {
    const inside = element ?? valueType;
    return inside && homeOf(inside, key);
  }
  if (Object.hasOwn(shape, key)) return [];
  for (const [name, part] of Object.entries(shape)) {
    const home = homeOf(part, key);
    if (home !== undefined) return [name, ...home];
  }
  return undefined;
};

/** A whole sentence about a key that the schema does not have at `path`. */
export const unknownKey = (schema: Schema, path: readonly PropertyKey[], key: string): string => {
  const known = Object.keys(shapeAt(schema, path)).filter((name) => name !== '$schema');
  const belongs = (where: string) => `unknown key \`${key}\`: it belongs ${where}; move it there or take it out`;
  const beside = path.length > 0 ? neighbour(schema, path, key) : undefined;
  if (beside !== undefined) return belongs(`to \`${beside}\`, not to \`${String(path.at(-1))}\``);
  const near = nearest(key, known);
  if (near !== undefined) return `unknown key \`${key}\`; did you mean \`${near}\`?`;
  const home = homeOf(schema, key);
  if (home !== undefined && home.length > 0) return belongs(`under ${home.map((name) => `\`${name}\``).join(', ')}`);
  return `unknown key \`${key}\`; take it out, or write one of: ${known.join(', ')}`;
};
