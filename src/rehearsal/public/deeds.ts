import type { NetworkName } from '../../model.ts';
import type { Person } from './cast.ts';
import { dice } from './dice.ts';
import type { Draft } from './posts.ts';
import { sentence } from './words.ts';

/*
 * What partners do: whatever a test or a rehearsal has them do, at the moment that it says.
 */

export type Deed = { readonly at: Temporal.Instant; readonly on: NetworkName } & (
  | {
      readonly kind: 'post';
      /** Made up when absent, with the hashtag. */
      readonly text?: string;
      readonly lang?: string;
      /** Seconds after it: then it says something else. X has no such thing: an edit there is another post. */
      readonly editedAfter?: number;
      readonly thenSays?: string;
      /** Seconds after it: then it is called sensitive. */
      readonly sensitiveAfter?: number;
      readonly deletedAfter?: number;
    }
  | { readonly kind: 'burst'; readonly posts: number; readonly seconds: number }
  | { readonly kind: 'blocks us' | 'is suspended' | 'leaves' }
  /** Another handle; on Mastodon another account. */
  | { readonly kind: 'moves'; readonly to: string }
);

/** What a partner's account comes to. */
export const endsOf = (
  deeds: readonly Deed[],
  on: NetworkName,
): Pick<Person, 'gone' | 'blocks' | 'renamed' | 'moved'> => {
  const ends: { -readonly [K in 'gone' | 'blocks' | 'renamed' | 'moved']?: Person[K] } = {};
  for (const deed of deeds.filter((one) => one.on === on)) {
    const at = deed.at.epochMilliseconds;
    if (deed.kind === 'blocks us') ends.blocks = { at };
    if (deed.kind === 'is suspended') ends.gone = { at, how: 'suspended' };
    if (deed.kind === 'leaves') ends.gone = { at, how: 'deleted' };
    if (deed.kind === 'moves') ends[on === 'mastodon' ? 'moved' : 'renamed'] = { at, handle: deed.to };
  }
  return ends;
};

export const draftsOf = (
  seed: number,
  hashtag: string,
  people: readonly Person[],
  deedsOf: ReadonlyMap<string, readonly Deed[]>,
): readonly Draft[] =>
  people.flatMap((person) => {
    const throws = dice(seed, 8, person.n);
    const deeds = (deedsOf.get(person.partner ?? '') ?? []).filter(({ on }) => on === person.network);
    const made = (lang: string) => `${sentence(lang, throws)} #${hashtag}`;
    return deeds.flatMap((deed): Draft[] => {
      const at = deed.at.epochMilliseconds;
      if (deed.kind === 'burst') {
        const step = (deed.seconds * 1000) / Math.max(1, deed.posts);
        return Array.from({ length: deed.posts }, (_, i) =>
          draft(person, Math.floor(at + i * step), made(person.lang), person.lang, hashtag),
        );
      }
      if (deed.kind !== 'post') return [];
      const { lang = person.lang, editedAfter, sensitiveAfter, deletedAfter } = deed;
      const first = draft(person, at, deed.text ?? made(lang), lang, hashtag);
      const after = sensitiveAfter ?? editedAfter;
      const text = sensitiveAfter === undefined ? (deed.thenSays ?? `${first.text} (edited)`) : first.text;
      return [
        {
          ...first,
          ...(after !== undefined && {
            edited: {
              ...{ at: at + after * 1000, text, form: 'in the text', tagged: isTagged(text, hashtag) },
              ...(sensitiveAfter !== undefined && { sensitive: true }),
            },
          }),
          ...(deletedAfter !== undefined && { goneAt: at + deletedAfter * 1000 }),
        },
      ];
    });
  });

const draft = (person: Person, at: number, text: string, lang: string, hashtag: string): Draft => {
  const tagged = isTagged(text, hashtag);
  return {
    ...{ network: person.network, person: person.n, at, langs: [lang], text },
    ...{ form: tagged ? 'in the text' : 'none', tagged },
  };
};

const isTagged = (text: string, hashtag: string): boolean =>
  text.toLowerCase().split(/\s+/u).includes(`#${hashtag.toLowerCase()}`);
