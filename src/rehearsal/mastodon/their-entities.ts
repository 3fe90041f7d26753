import { homes, langOf, type Person } from '../public/cast.ts';
import type { Living } from '../public/crowd.ts';
import { accountOf, began, moment, profile, statusOf } from './entities.ts';
import type { Fediverse } from './fediverse.ts';
import { contentOf, tagUrl } from './html.ts';
import { homeIdOf, type Known, type Neighbours } from './neighbours.ts';
import { tagsIn } from './tag-index.ts';

/*
 * The documents of other people and of their statuses, as this server shows them: ids are its own, addresses those of the author's server.
 */

export type Showing = {
  readonly neighbours: Neighbours;
  readonly fediverse: Fediverse;
  /** This server's own address. */
  readonly server: string;
  /** Whether our account has boosted the status of this id. */
  readonly boosted: (id: string) => boolean;
};

export const theirAccountId = (home: string, { n }: Person): string =>
  String(110_000_000_000_000_000n + BigInt(n * 10 + homes.indexOf(home as 'here')));

export const personOfId = (id: string): number =>
  /^11\d{16}$/.test(id) ? Math.floor(Number(BigInt(id) % 10n ** 12n) / 10) : -1;

export const theirUri = (fediverse: Fediverse, { post, person }: Living): string =>
  `${fediverse.serverOf(person)}/users/${person.handle}/statuses/${homeIdOf(post)}`;

/** With where it has moved to, or that it is suspended, where there is such a thing to say. */
export const wholeAccount = (showing: Showing, person: Person) => {
  const { crowd } = showing.neighbours;
  const plain = theirAccount(showing, person);
  const [to, suspended] = [crowd.movedTo(person), crowd.isGone(person)];
  const [username = '', host = ''] = (to ?? '').replace(/^@/, '').split('@');
  const moved = { ...plain, id: `${plain.id}9`, username, acct: to, url: `https://${host}/@${username}` };
  return { ...plain, ...(to && { moved }), ...(suspended && { suspended }) };
};

export const theirAccount = ({ neighbours, fediverse, server }: Showing, person: Person) => {
  const there = fediverse.serverOf(person);
  const url = `${there}/@${person.handle}`;
  return {
    ...accountOf(server, []),
    id: theirAccountId(neighbours.home, person),
    username: person.handle,
    acct: there === server ? person.handle : fediverse.acctOf(person),
    display_name: person.name,
    bot: false,
    created_at: began,
    note: '',
    url,
    uri: `${there}/users/${person.handle}`,
    followers_count: 40,
    following_count: 60,
    statuses_count: neighbours.by(person).length,
  };
};

export const theirStatus = (showing: Showing, living: Living) => {
  const { neighbours, fediverse, server } = showing;
  const { post, person, text, answers, counts, editedAt, sensitive = false } = living;
  const there = fediverse.serverOf(person);
  const lang = langOf(post.langs);
  const on = answers?.as === 'reply' ? answers.on : undefined;
  const parent = typeof on === 'string' ? on : on && neighbours.idOf(on);
  const id = neighbours.idOf(living) ?? '';
  const reblogged = showing.boosted(id);
  const parentAccount = typeof on === 'string' ? profile.id : on && theirAccountId(neighbours.home, on.person);
  return {
    ...plain,
    sensitive,
    id,
    reblogged,
    created_at: iso(post.at),
    in_reply_to_id: parent ?? null,
    in_reply_to_account_id: parent ? (parentAccount ?? null) : null,
    language: lang === '' ? null : lang,
    uri: theirUri(fediverse, living),
    url: `${there}/@${person.handle}/${homeIdOf(post)}`,
    replies_count: counts.replies,
    reblogs_count: counts.boosts + (reblogged ? 1 : 0),
    favourites_count: counts.likes,
    quotes_count: counts.quotes,
    edited_at: editedAt === undefined ? null : iso(editedAt),
    content: contentOf(text, there),
    account: theirAccount(showing, person),
    tags: tagsIn(text).map((name) => ({ name, url: tagUrl(server, name) })),
  };
};

/** Our account's, seen from another server. */
const abroadStatus = ({ id, abroad }: Extract<Known, { kind: 'abroad' }>) => {
  const { host } = new URL(abroad.server);
  const status = statusOf(abroad.server, abroad.held, [], [], { likes: 0, boosts: 0, replies: 0, quotes: 0 });
  const account = { ...status.account, id: '110999999999999999', acct: `${profile.username}@${host}` };
  return { ...status, id, in_reply_to_id: null, in_reply_to_account_id: null, application: null, account };
};

export const knownStatus = (showing: Showing, known: Known) =>
  known.kind === 'abroad' ? abroadStatus(known) : theirStatus(showing, known.living);

const iso = (at: number): string => moment(Temporal.Instant.fromEpochMilliseconds(at));

/** What all of their statuses have in common. */
const plain = {
  spoiler_text: '',
  visibility: 'public',
  favourited: false,
  muted: false,
  bookmarked: false,
  filtered: [],
  reblog: null,
  application: null,
  media_attachments: [],
  mentions: [],
  emojis: [],
  card: null,
  poll: null,
  quote: null,
};
