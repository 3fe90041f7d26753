import type { Handler } from '../http.ts';
import { type Inside, ours, post } from './inside.ts';
import { pageOf } from './page.ts';
import { uriOf } from './records.ts';
import { invalid, Refusal } from './refusal.ts';
import type { Stored } from './repo.ts';
import { repostCollection } from './reposts.ts';
import { theirPost, theirProfile } from './their-views.ts';
import { postView, profileView } from './views.ts';

/* The AppView's answers, for whoever is logged in: feeds, posts with their counts, profiles; ours and other people's. */

export const appView = ({ repo, session, neighbours }: Inside): Readonly<Record<string, Handler>> => {
  const { crowd } = neighbours;

  /** Where our own record says that it is about this address. */
  const naming = (collection: string, key: string, uri: string): readonly Stored[] =>
    repo.all(collection).filter(({ value }) => (value[key] as { uri?: string } | undefined)?.uri === uri);

  const ourRepost = (uri: string): string | undefined => naming(repostCollection, 'subject', uri)[0]?.uri;

  const viewOfOurs = (stored: Stored) => {
    const { likes, boosts, replies, quotes } = crowd.ours.counts(stored.uri);
    const parents = repo
      .all(post)
      .map(({ value }) => (value.reply as { parent?: { uri: string } } | undefined)?.parent);
    const own = parents.filter((parent) => parent?.uri === stored.uri).length;
    const repost = ourRepost(stored.uri);
    const counts = { likes, boosts: boosts + (repost ? 1 : 0), replies: replies + own, quotes };
    return postView(stored, counts, repost);
  };

  const viewOf = (uri: string): readonly object[] => {
    const stored = repo.at(uri);
    if (stored) return stored.uri.includes(`/${post}/`) ? [viewOfOurs(stored)] : [];
    const theirs = neighbours.post(uri);
    // What its author hides from us is left out, as if it were not there.
    if (theirs && crowd.blocksUs(theirs.person)) return [];
    return theirs ? [theirPost(neighbours, theirs, ourRepost(uri))] : [];
  };

  /** Whoever it is, while it is there. */
  const actor = (name: string) => {
    if (neighbours.left(name)) throw new Refusal(400, 'AccountTakedown', 'Account has been suspended');
    const person = neighbours.person(name);
    if (!person) throw invalid('Profile not found');
    return person;
  };

  return {
    'app.bsky.feed.getAuthorFeed': (call) => {
      session.check(call);
      const { query } = call;
      const name = query.get('actor') ?? '';
      if (ours(name)) {
        const newestFirst = repo.all(post).toReversed();
        const { items, next } = pageOf(newestFirst, query, (stored) => `${stored.at.toString()}::${stored.cid}`);
        return { status: 200, body: { feed: items.map((stored) => ({ post: viewOfOurs(stored) })), ...next } };
      }
      const person = actor(name);
      if (crowd.blocksUs(person)) {
        throw new Refusal(400, 'BlockedByActor', `Requester is blocked by actor: ${person.id}`);
      }
      const originals = query.get('filter') === 'posts_no_replies';
      const newestFirst = crowd
        .by(person)
        .filter(({ answers }) => !originals || answers?.as !== 'reply')
        .toReversed();
      const { items, next } = pageOf(newestFirst, query, ({ post: { at, n } }) => `${at}::${n}`);
      const feed = items.map((one) => ({ post: theirPost(neighbours, one, ourRepost(uriOf(one))) }));
      return { status: 200, body: { feed, ...next } };
    },

    'app.bsky.feed.getPosts': (call) => {
      session.check(call);
      const uris = call.query.getAll('uris');
      if (uris.length === 0) throw invalid('Params must have the property "uris"');
      if (uris.length > 25) throw invalid('Error: uris must not have more than 25 elements');
      return { status: 200, body: { posts: uris.flatMap(viewOf) } };
    },

    'app.bsky.actor.getProfile': (call) => {
      session.check(call);
      const name = call.query.get('actor') ?? '';
      const body = ours(name) ? profileView(repo.all(post).length) : theirProfile(neighbours, actor(name));
      return { status: 200, body };
    },
  };
};
