import type { Spec } from './problems.ts';
import { expansions, postFields, userFields } from './state.ts';

/*
 * The query of a call, read as strictly as X reads it: a name or a value that the spec does not have is refused.
 */

export type Query = {
  readonly ids: readonly string[];
  /** Names of fields of posts and of users to show beside those that are always shown. */
  readonly posts: readonly string[];
  readonly users: readonly string[];
  readonly expansions: readonly string[];
  readonly exclude: readonly string[];
  readonly most: number;
  readonly startTime?: Temporal.Instant;
  readonly endTime?: Temporal.Instant;
  readonly sinceId?: bigint;
  readonly untilId?: bigint;
};

/** `otherSpec`: a name that the other of the two specs has, which is how a client finds out. */
export type Wrong = { readonly parameter: string; readonly words: string; readonly otherSpec: boolean };

const anId = /^\d{1,19}$/u;
const pageSize = { least: 5, usual: 10, most: 100 };
const mostIds = 100;
const mediaFields = ['alt_text', 'duration_ms', 'height', 'media_key', 'type', 'url', 'width'];
const pollFields = ['duration_minutes', 'end_datetime', 'id', 'options', 'voting_status'];

/** `names` are those the call takes; `posts` stands for the fields of posts, whose name depends on the spec. */
export const queryOf = (
  given: URLSearchParams,
  names: readonly string[],
  spec: Spec,
  now: Temporal.Instant,
): Query | Wrong => {
  const ours = postFields[spec];
  const known = names.map((name) => (name === 'posts' ? ours.parameter : name));
  const list = (name: string): readonly string[] => (given.get(name) ?? '').split(',').filter((one) => one !== '');

  for (const name of given.keys()) {
    if (known.includes(name)) continue;
    const otherSpec = Object.values(postFields).some(({ parameter }) => parameter === name);
    return { parameter: name, words: `The query parameter [${name}] is not one of [${known.join(',')}]`, otherSpec };
  }

  const checks: readonly (readonly [string, (value: string) => boolean])[] = [
    ['ids', () => list('ids').length <= mostIds && list('ids').every((id) => anId.test(id))],
    [ours.parameter, () => list(ours.parameter).every((field) => ours.known.has(field))],
    ['user.fields', () => list('user.fields').every((field) => userFields.has(field))],
    ['expansions', () => list('expansions').every((one) => expansions[spec].has(one))],
    ['media.fields', () => list('media.fields').every((one) => mediaFields.includes(one))],
    ['poll.fields', () => list('poll.fields').every((one) => pollFields.includes(one))],
    ['exclude', () => list('exclude').every((kind) => kind === 'replies' || kind === 'retweets')],
    [
      'max_results',
      (value) => /^\d{1,3}$/u.test(value) && Number(value) >= pageSize.least && Number(value) <= pageSize.most,
    ],
    ['start_time', (value) => isPast(value, now)],
    ['end_time', (value) => isPast(value, now)],
    ['since_id', (value) => anId.test(value)],
    ['until_id', (value) => anId.test(value)],
    ['pagination_token', (value) => anId.test(idOf(value))],
  ];
  for (const [name, holds] of checks) {
    const value = given.get(name);
    if (value === null ? name !== 'ids' || !known.includes('ids') : value !== '' && holds(value)) continue;
    return {
      parameter: name,
      words: `The \`${name}\` query parameter value [${value ?? ''}] is not valid`,
      otherSpec: false,
    };
  }

  const instant = (name: string) => (given.has(name) ? Temporal.Instant.from(given.get(name)!) : undefined);
  const page = given.get('pagination_token');
  const until = page === null ? given.get('until_id') : idOf(page);
  return {
    ids: list('ids'),
    posts: list(ours.parameter),
    users: list('user.fields'),
    expansions: list('expansions'),
    exclude: list('exclude'),
    most: Number(given.get('max_results') ?? pageSize.usual),
    startTime: instant('start_time'),
    endTime: instant('end_time'),
    sinceId: given.has('since_id') ? BigInt(given.get('since_id')!) : undefined,
    untilId: until === null ? undefined : BigInt(until),
  };
};

const isPast = (value: string, now: Temporal.Instant): boolean => {
  try {
    return Temporal.Instant.compare(Temporal.Instant.from(value), now) <= 0;
  } catch {
    return false;
  }
};

/** A page goes on below the last id of the one before it. */
export const tokenBelow = (id: string): string => Buffer.from(id).toString('base64url');
const idOf = (token: string): string => Buffer.from(token, 'base64url').toString();
