import type { Person } from '../public/cast.ts';
import type { Held } from './entities.ts';

/*
 * What servers know of each other: where they are, and what our account posts. Servers that are given the same one federate; whoever
 * is not on a local server is at a name ending in .test, where nobody can be asked.
 */

/** A status of our account, as another server hears of it. */
export type Abroad = { readonly held: Held; readonly uri: string; readonly server: string };

export type Fediverse = {
  /** A local server takes the place of a home. */
  readonly join: (home: string, server: string, hear: Hearing) => void;
  /** The whole name of a person: `user@server`, in lower case. */
  readonly acctOf: (person: Person) => string;
  /** Where its server is: the beginning of every address there. */
  readonly serverOf: (person: Person) => string;
  readonly published: (status: Abroad) => void;
  readonly deleted: (uri: string) => void;
};

export type Hearing = {
  readonly published: (status: Abroad) => void;
  readonly deleted: (uri: string) => void;
};

export const openFediverse = (): Fediverse => {
  const servers = new Map<string, string>();
  const hearing = new Map<string, Hearing>();
  const serverOf = ({ home }: Person): string =>
    servers.get(home) ?? `https://${home.includes('.') ? home : `${home}.test`}`;
  return {
    join: (home, server, hear) => {
      servers.set(home, server);
      hearing.set(server, hear);
    },
    serverOf,
    acctOf: (person) => `${person.handle}@${new URL(serverOf(person)).host}`.toLowerCase(),
    published: (status) => {
      for (const [server, hear] of hearing) if (server !== status.server) hear.published(status);
    },
    deleted: (uri) => {
      for (const hear of hearing.values()) hear.deleted(uri);
    },
  };
};
