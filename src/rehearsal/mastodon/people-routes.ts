import type { Call, Handler } from '../http.ts';
import type { Person } from '../public/cast.ts';
import { accountOf, type Held, profile } from './entities.ts';
import type { Known } from './neighbours.ts';
import { failed, notFound } from './refusals.ts';
import type { Page } from './statuses.ts';
import { pageOfIds } from './tag-index.ts';
import {
  knownStatus,
  personOfId,
  type Showing,
  theirAccount,
  theirAccountId,
  theirUri,
  wholeAccount,
} from './their-entities.ts';
import { links } from './timeline-routes.ts';

/*
 * Who is who: accounts by name and by id, and the search that fetches what this server had not heard of.
 */

export type PeopleWorld = {
  readonly showing: () => Showing;
  readonly ours: (call: Call) => boolean;
  readonly mine: () => readonly Held[];
};

export const peopleRoutes = ({ showing, ours, mine }: PeopleWorld) => {
  const myAccount = () => accountOf(showing().server, mine());
  const isMe = (name: string) => {
    const { host } = new URL(showing().server);
    return [profile.username, `${profile.username}@${host}`].includes(name);
  };

  /** By `user` or `user@server`, without case. */
  const named = (name: string): Person | undefined => {
    const { neighbours, fediverse, server } = showing();
    const whole = name.includes('@') ? name : `${name}@${new URL(server).host}`;
    const found = neighbours.crowd.people.find((person) => fediverse.acctOf(person) === whole);
    return found && !neighbours.crowd.isGone(found) ? found : undefined;
  };

  const nameIn = (text: string): string => text.trim().replace(/^@/, '').toLowerCase();

  const lookup: Handler = (call) => {
    const name = nameIn(call.query.get('acct') ?? '');
    if (isMe(name)) return { status: 200, body: myAccount() };
    const person = named(name);
    if (!person || !showing().neighbours.met(person)) return notFound;
    return { status: 200, body: theirAccount(showing(), person) };
  };

  const ofId = (id: string): Person | undefined => {
    const { neighbours } = showing();
    const n = personOfId(id);
    const person = neighbours.crowd.people.find((one) => one.n === n);
    if (!person || theirAccountId(neighbours.home, person) !== id) return undefined;
    // A suspended account is still told of, without anything that it wrote; a deleted one is not there.
    if (neighbours.crowd.isGone(person)) return person.gone?.how === 'suspended' ? person : undefined;
    return neighbours.met(person) ? person : undefined;
  };

  const one: Handler = (call) => {
    if (call.params.id === profile.id) return { status: 200, body: myAccount() };
    const person = ofId(call.params.id ?? '');
    return person ? { status: 200, body: wholeAccount(showing(), person) } : notFound;
  };

  const relationships: Handler = (call) => {
    const ids = [...call.query.getAll('id[]'), ...call.query.getAll('id')];
    const found = ids.flatMap((id) => {
      const person = ofId(id);
      return person ? [{ ...strangers, id, blocked_by: showing().neighbours.crowd.blocksUs(person) }] : [];
    });
    return { status: 200, body: found };
  };

  /** A page of somebody's statuses; undefined when nobody has this id. */
  const statuses = (call: Call, page: Page) => {
    const person = ofId(call.params.id ?? '');
    if (!person) return undefined;
    const { neighbours, server } = showing();
    if (neighbours.crowd.blocksUs(person)) return { status: 200, body: [] };
    const shown = new Map(
      neighbours
        .by(person)
        .filter((known) => call.query.get('exclude_replies') !== 'true' || !isReply(known))
        .map((known) => [known.id, known]),
    );
    const ids = pageOfIds([...shown.keys()], page);
    const body = ids.flatMap((id) => {
      const known = shown.get(id);
      return known ? [knownStatus(showing(), known)] : [];
    });
    return { status: 200, headers: links(server, call, ids), body };
  };

  const search: Handler = (call) => {
    const { neighbours, fediverse } = showing();
    const asked = (call.query.get('q') ?? '').trim();
    const resolve = call.query.get('resolve') === 'true';
    if (resolve && !ours(call))
      return failed(401, 'Search queries that resolve remote resources are not supported without authentication');
    const kind = call.query.get('type');
    const accounts: object[] = [];
    const found: Known[] = [];
    if (kind !== 'statuses' && kind !== 'hashtags') {
      const name = nameIn(asked);
      const person = isMe(name) ? undefined : named(name);
      if (isMe(name)) accounts.push(myAccount());
      else if (person && (resolve || neighbours.met(person))) {
        neighbours.meet(person);
        accounts.push(theirAccount(showing(), person));
      }
    }
    if (kind !== 'accounts' && kind !== 'hashtags' && asked.startsWith('http')) {
      const living = neighbours.crowd.living();
      for (const one of living) {
        if (![theirUri(fediverse, one), pageOf(theirUri(fediverse, one))].includes(asked)) continue;
        if (resolve || neighbours.idOf(one) !== undefined) found.push(neighbours.fetch(one));
      }
    }
    return { status: 200, body: { accounts, statuses: found.map((one) => knownStatus(showing(), one)), hashtags: [] } };
  };

  return { lookup, one, relationships, statuses, search };
};

/** How our account stands to others: it follows nobody. */
const strangers = {
  ...{ following: false, showing_reblogs: false, notifying: false, followed_by: false, blocking: false, note: '' },
  ...{ muting: false, muting_notifications: false, requested: false, requested_by: false, domain_blocking: false },
  ...{ endorsed: false, languages: null },
};

const isReply = (known: Known): boolean => known.kind === 'theirs' && known.living.answers?.as === 'reply';

/** What people see and copy: `/@user/id`. */
const pageOf = (uri: string): string => uri.replace('/users/', '/@').replace('/statuses/', '/');
