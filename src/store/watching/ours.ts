import type { Kysely } from 'kysely';
import { FIRST_PICTURE_STEP, type NetworkName, type Source } from '../../model.ts';
import type { Schema } from '../schema.ts';
import { noCounts } from './engagement.ts';
import { portions } from './portions.ts';
import { followedId } from './write.ts';

/** The first look of the cadence (DESIGN section 6). */
const FIRST_LOOK_MS = 5 * 60_000;

/** On Mastodon the source is the server that published it, as the post's own URL says. */
const sourceByUrl = (network: NetworkName, url: string): Source =>
  network === 'mastodon' ? `mastodon:${new URL(url).host}` : network;

/** Follows posts of ours that are out. How many are new. */
export const followOurs = (db: Kysely<Schema>, sourceOf?: (network: NetworkName) => Source): Promise<number> =>
  db.transaction().execute(async (tx) => {
    await tx
      .updateTable('followed')
      .set((e) => ({
        next_at: null,
        gone_at: e
          .selectFrom('receipt')
          .select('retracted_at')
          .whereRef('receipt.delivery', '=', 'followed.delivery')
          .whereRef('receipt.step', '=', 'followed.step'),
      }))
      .where('followed.delivery', 'is not', null)
      .where('gone_at', 'is', null)
      .where((e) =>
        e.exists(
          e
            .selectFrom('receipt')
            .select('receipt.step')
            .whereRef('receipt.delivery', '=', 'followed.delivery')
            .whereRef('receipt.step', '=', 'followed.step')
            .where('retracted_at', 'is not', null),
        ),
      )
      .execute();
    const rows = await tx
      .selectFrom('receipt')
      .innerJoin('delivery', 'delivery.id', 'receipt.delivery')
      .leftJoin('followed', (j) =>
        j.onRef('followed.delivery', '=', 'receipt.delivery').onRef('followed.step', '=', 'receipt.step'),
      )
      .select(['receipt.delivery', 'receipt.step', 'receipt.remote_id', 'receipt.url', 'receipt.at'])
      .select(['delivery.network', 'delivery.lang'])
      .where('receipt.step', '<', FIRST_PICTURE_STEP)
      .where('delivery.boost_of', 'is', null)
      .where('receipt.retracted_at', 'is', null)
      .where('followed.id', 'is', null)
      .execute();
    const made = rows.map(({ delivery, step, remote_id, url, at, network, lang }) => ({
      ...{
        id: followedId(at),
        network,
        source: sourceOf?.(network) ?? sourceByUrl(network, url),
        whose: 'ours' as const,
      },
      ...{ delivery, step, partner: null, remote_id, at, lang: lang.toLowerCase().split('-')[0] ?? '' },
      ...{ next_at: at + FIRST_LOOK_MS, looks: 0, ...noCounts, last_at: null, gone_at: null },
    }));
    for (const portion of portions(made)) await tx.insertInto('followed').values(portion).execute();
    return made.length;
  });
