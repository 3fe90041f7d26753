import fc from 'fast-check';
import { disguise, spelled, textWith } from './any-text.ts';

/*
 * Lines of Jetstream of every kind, written in many ways: other orders of keys, white space, escapes, a cursor, cut short.
 */

type Writing = {
  readonly escapes: readonly boolean[];
  readonly capitals: boolean;
  readonly colon: string;
  readonly comma: string;
  readonly sorted: boolean;
};

const plainly: Writing = { escapes: [false], capitals: false, colon: ':', comma: ',', sorted: false };

const written = (value: unknown, how: Writing): string => {
  if (typeof value === 'string') return spelled(value, how.escapes, how.capitals);
  if (Array.isArray(value)) return `[${value.map((one) => written(one, how)).join(how.comma)}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value);
  if (how.sorted) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  // Keys and the words of the protocol are hardly ever escaped: see `hidden` below.
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}${how.colon}${written(one, how)}`).join(how.comma)}}`;
};

const writing: fc.Arbitrary<Writing> = fc.record({
  escapes: fc.oneof(
    { weight: 4, arbitrary: fc.constant([false]) },
    { weight: 1, arbitrary: fc.array(fc.oneof(fc.constant(false), fc.boolean()), { minLength: 1, maxLength: 9 }) },
  ),
  capitals: fc.boolean(),
  colon: fc.constantFrom(':', ':', ':', ': ', ' : ', '\t:\r'),
  comma: fc.constantFrom(',', ',', ',', ', ', ' ,\t'),
  sorted: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

const did = fc.constantFrom(
  'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa',
  'did:plc:cccccccc3cccccccc3cccccc',
  'did:plc:short',
  'did:web:example.org',
  'did:plc:bbbbbbbbbbbbbbbbbbbbbbb2',
);
const rkey = fc.constantFrom('3lbaaaaaaaa2a', '3lbaaaaaaaa2b', 'self');
const collection = fc.constantFrom(
  'app.bsky.feed.post',
  'app.bsky.feed.post',
  'app.bsky.feed.post',
  'app.bsky.feed.like',
  'app.bsky.feed.postgate',
  'org.example.update',
);

const recordWith = (tag: string): fc.Arbitrary<unknown> =>
  fc
    .record({
      text: fc.oneof(
        textWith(tag),
        fc.constantFrom('nothing here', 'a #art', '"app.bsky.feed.post" "delete"', '{"time_us":1,"kind":"commit"}'),
      ),
      facet: fc.oneof(disguise(tag), fc.constantFrom('art', 'news', `${tag}s`), fc.constant(undefined)),
      listed: fc.oneof(fc.constant(undefined), fc.constant(undefined), disguise(tag), fc.constant('art')),
      link: fc.boolean(),
      own: fc.constantFrom(undefined, undefined, undefined, 'time_us', 'kind', 'operation', 'commit'),
    })
    .map(({ text, facet, listed, link, own }) => ({
      $type: 'app.bsky.feed.post',
      createdAt: '2026-11-29T10:00:00.000Z',
      ...(facet === undefined && !link
        ? {}
        : {
            facets: [
              ...(link
                ? [
                    {
                      features: [
                        { $type: 'app.bsky.richtext.facet#link', uri: 'https://example.org/?a&b#StandWithThe6' },
                      ],
                      index: { byteEnd: 2, byteStart: 0 },
                    },
                  ]
                : []),
              ...(facet === undefined
                ? []
                : [
                    {
                      features: [{ $type: 'app.bsky.richtext.facet#tag', tag: facet }],
                      index: { byteEnd: 2, byteStart: 0 },
                    },
                  ]),
            ],
          }),
      langs: ['en-GB'],
      ...(listed === undefined ? {} : { tags: [listed, 'other'] }),
      ...(own === undefined ? {} : { [own]: 'update' }),
      text,
    }));

const eventWith = (tag: string): fc.Arbitrary<unknown> =>
  fc
    .record({
      did,
      timeUs: fc.integer({ min: 1_700_000_000_000_000, max: 1_900_000_000_000_000 }),
      kind: fc.constantFrom('commit', 'commit', 'commit', 'commit', 'commit', 'commit', 'identity', 'account'),
      operation: fc.constantFrom('create', 'create', 'create', 'create', 'update', 'delete', 'delete'),
      collection,
      rkey,
      record: recordWith(tag),
      rev: fc.constantFrom('3lbaaaaaaaa22', '3lbaaaaaaaa22', '3lb'),
      status: fc.constantFrom('deleted', 'takendown', 'suspended', 'deactivated'),
      active: fc.boolean(),
      cursor: fc.constantFrom(undefined, undefined, 'first', 'before kind', 'before commit', 'last'),
    })
    .map((given) => {
      const cursor = { cursor: 12_345 };
      const { operation, collection, rkey, record } = given;
      const inside =
        given.kind === 'commit'
          ? {
              commit: {
                rev: given.rev,
                operation,
                collection,
                rkey,
                ...(operation === 'delete' ? {} : { record, cid: 'bafy' }),
              },
            }
          : given.kind === 'identity'
            ? { identity: { did: given.did, handle: 'somebody.example', seq: 5, time: '2026-11-29T10:00:00.000Z' } }
            : {
                account: {
                  active: given.active,
                  did: given.did,
                  seq: 5,
                  time: '2026-11-29T10:00:00.000Z',
                  ...(given.active ? {} : { status: given.status }),
                },
              };
      return {
        ...(given.cursor === 'first' ? cursor : {}),
        did: given.did,
        time_us: given.timeUs,
        ...(given.cursor === 'before kind' ? cursor : {}),
        kind: given.kind,
        ...(given.cursor === 'before commit' ? cursor : {}),
        ...inside,
        ...(given.cursor === 'last' ? cursor : {}),
      };
    });

/** A letter of the protocol's own words, written as an escape: nobody does so, and it is the same JSON. */
const hidden = (line: string, word: string): string => {
  const found = line.indexOf(word);
  if (found < 0) return line;
  const at = word.startsWith('"') ? found + 1 : found;
  return `${line.slice(0, at)}\\u${line.charCodeAt(at).toString(16).padStart(4, '0')}${line.slice(at + 1)}`;
};

export const lineWith = (tag: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      eventWith(tag),
      fc.oneof({ weight: 2, arbitrary: fc.constant(plainly) }, { weight: 1, arbitrary: writing }),
      fc.constantFrom(
        '',
        '',
        '',
        '',
        '',
        '',
        '"app.bsky.feed.post"',
        '"delete"',
        '"update"',
        '"operation"',
        '"account"',
        '"tags"',
        '"tag"',
        '"text"',
        '#',
      ),
    )
    .map(([event, how, word]) => (word === '' ? written(event, how) : hidden(written(event, how), word)));
