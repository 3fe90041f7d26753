import type { Kysely } from 'kysely';
import type { NetworkName, Source } from '../../model.ts';
import type { Schema } from '../schema.ts';
import type { WatchKeys } from '../watch-keys.ts';
import { openAddress } from './hashed.ts';

export type LiveSighting = {
  readonly network: NetworkName;
  readonly uri: string;
  readonly source: Source;
  readonly remoteId: string;
};

/** Rows a page: opening a seal takes some microseconds, in which nothing else happens. */
const PAGE = 2_000;

/** The addresses of all sightings; one that was sealed under another key is left out. */
export const live = async (db: Kysely<Schema>, keys: WatchKeys): Promise<LiveSighting[]> => {
  const found: LiveSighting[] = [];
  let after = { network: '', hour_at: 0, post_hash: '' };
  for (;;) {
    const rows = await db
      .selectFrom('sighting')
      .select(['network', 'hour_at', 'post_hash', 'sealed'])
      .where((e) =>
        e(
          e.refTuple('network', 'hour_at', 'post_hash'),
          '>',
          e.tuple(after.network as NetworkName, after.hour_at, after.post_hash),
        ),
      )
      .orderBy('network')
      .orderBy('hour_at')
      .orderBy('post_hash')
      .limit(PAGE)
      .execute();
    for (const { network, sealed } of rows) {
      const address = openAddress(keys, sealed);
      if (!address) continue;
      const { uri, remoteId } = address;
      found.push({ network, uri, remoteId, source: address.source as Source });
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return found;
    after = last;
  }
};
