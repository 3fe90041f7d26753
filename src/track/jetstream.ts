import type { Sight } from '../model.ts';
import type { Deletion } from './common-lines.ts';
import { fields } from './fields.ts';
import type { HashtagMatcher } from './hashtag.ts';
import { readChange, readHead } from './jetstream-head.ts';
import { timeOfOther } from './jetstream-other.ts';
import { readPost } from './jetstream-post.ts';

/*
 * A line of Jetstream. Of five hundred a second hardly one matters, so each is read only as far as needed: its beginning tells the time, who,
 * and what was done to what; deletions are known from that alone; posts are searched for the hashtag before they are parsed.
 */

export type StreamLine = {
  /** By the stream's own clock, never the post's `createdAt`, which its author may invent. */
  readonly at: number;
  readonly timeUs: number;
  /** False for a kind of line that the stream may have some day. */
  readonly event: boolean;
  readonly sight?: Sight;
};

/** Undefined: no line of the stream. */
export type JetstreamReader = (line: string) => StreamLine | undefined;

export const posts = 'app.bsky.feed.post';

export const jetstreamReader = (matcher: HashtagMatcher): JetstreamReader => {
  const whole = (line: string): StreamLine | undefined => {
    let event: unknown;
    try {
      event = JSON.parse(line);
    } catch {
      return undefined;
    }
    return readEvent(event, matcher);
  };
  return (line) => {
    const head = readHead(line);
    if (!head) {
      const timeUs = timeOfOther(line, matcher.mayHold);
      return timeUs === undefined ? whole(line) : told(timeUs);
    }
    switch (head.what) {
      case 'account':
        return whole(line);
      case 'nothing of a post':
        return told(head.timeUs);
      case 'post created':
        return matcher.mayHold(line) ? whole(line) : told(head.timeUs);
      case 'post changed': {
        const change = readChange(line);
        if (!change || (change.operation !== 'delete' && matcher.mayHold(line))) return whole(line);
        return deleted({ timeUs: head.timeUs, ...change });
      }
      default:
        return head.what satisfies never;
    }
  };
};

/** What a deletion tells that is known without its line. */
export const deleted = ({ timeUs, did, rkey }: Deletion): StreamLine => told(timeUs, goneOf(did, rkey));

const told = (timeUs: number, sight?: Sight): StreamLine => ({ at: moment(timeUs), timeUs, event: true, sight });

const moment = (timeUs: number): number => Math.floor(timeUs / 1_000);

const uriOf = (did: string, rkey: string): string => `at://${did}/${posts}/${rkey}`;

const goneOf = (did: string, rkey: string): Sight => ({ kind: 'gone', uri: uriOf(did, rkey) });

/** What an account event says of an account that is no more, for now or for good: its posts are not shown. */
const away: readonly unknown[] = ['deleted', 'takendown', 'suspended', 'deactivated'];

/** The slow way, for a line that was parsed. */
export const readEvent = (value: unknown, matcher: HashtagMatcher): StreamLine | undefined => {
  const { time_us: timeUs, did, kind, commit, account } = fields(value);
  if (typeof timeUs !== 'number' || !Number.isSafeInteger(timeUs) || typeof did !== 'string') return undefined;
  const at = moment(timeUs);
  const line = (sight?: Sight): StreamLine => ({ at, timeUs, event: true, sight });
  if (kind === 'identity') return line();
  if (kind === 'account') {
    const { active, status } = fields(account);
    return line(
      active === false && away.includes(status) ? { kind: 'author gone', network: 'bluesky', author: did } : undefined,
    );
  }
  if (kind !== 'commit') return { at, timeUs, event: false };
  const { operation, collection, rkey, record } = fields(commit);
  if (collection !== posts || typeof rkey !== 'string') return line();
  if (operation === 'delete') return line(goneOf(did, rkey));
  if (operation !== 'create' && operation !== 'update') return line();
  const post = readPost(record, { uri: uriOf(did, rkey), author: did, at }, matcher);
  if (post) return line({ kind: 'post', post });
  return line(operation === 'update' ? goneOf(did, rkey) : undefined);
};
