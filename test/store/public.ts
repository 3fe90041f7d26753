import type { NetworkName, Source, Whose } from '../../src/model.ts';
import type { Taken } from '../../src/store/sightings.ts';

/* A public of ours, small and made up: who they are, what they say, and how the watch hands it to the store. */

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** A Monday. */
export const monday = Date.UTC(2026, 10, 23);

export const endOfWeek = (weekAt: number): number => weekAt + WEEK;
const floor = (at: number, span: number): number => monday + Math.floor((at - monday) / span) * span;

export type Said = {
  readonly source?: Source;
  readonly author?: string;
  /** Milliseconds after that Monday. */
  readonly at?: number;
  readonly whose?: Whose;
  readonly lang?: string;
  readonly nextAt?: number;
  readonly uri?: string;
  readonly remoteId?: string;
};

export const did = (name: string): string => `did:plc:${name.padEnd(24, 'q')}`;

/** A post named `name`: the same name is the same post, on whatever server it is seen. */
export const post = (name: string, said: Said = {}): Extract<Taken, { kind: 'post' }> => {
  const { source = 'bluesky', whose = 'public', lang = 'en', nextAt } = said;
  const network: NetworkName = source === 'bluesky' ? 'bluesky' : 'mastodon';
  const author = said.author ?? (network === 'bluesky' ? did('amal') : 'amal@people.example');
  const at = monday + (said.at ?? 10 * HOUR + 17_123);
  const uri =
    said.uri ??
    (network === 'bluesky'
      ? `at://${did('amal')}/app.bsky.feed.post/${name}`
      : `https://people.example/users/amal/statuses/${name}`);
  const remoteId = said.remoteId ?? (network === 'bluesky' ? uri : `${source.length}-${name}`);
  const moment = Temporal.Instant.fromEpochMilliseconds(at);
  return {
    kind: 'post',
    post: { network, uri, author, at: moment, lang, text: `A call for ${name}`, source, remoteId },
    whose,
    ...{ hourAt: floor(at, HOUR), dayAt: floor(at, DAY), weekAt: floor(at, WEEK), nextAt },
  };
};

export const gone = (name: string, at = 11 * HOUR): Taken => ({
  ...{ kind: 'gone', uri: post(name).post.uri, now: monday + at },
});

export const goneThere = (name: string, source: Source, at = 11 * HOUR): Taken => ({
  ...{ kind: 'gone there', source, remoteId: post(name, { source }).post.remoteId, now: monday + at },
});

export const authorGone = (author: string, network: NetworkName = 'bluesky', at = 11 * HOUR): Taken => ({
  ...{ kind: 'author gone', network, author, now: monday + at },
});
