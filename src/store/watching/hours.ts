import type { Kysely } from 'kysely';
import type { NetworkName, Whose } from '../../model.ts';
import type { Schema } from '../schema.ts';
import { portions } from './portions.ts';

/* The sums that remain when everything else has been forgotten. */

export const HOUR_MS = 3_600_000;

type Counted = { readonly hour_at: number; readonly whose: Whose; readonly lang: string };

/** Adds posts to their hours (`by` 1), or takes them out again (`by` -1). An hour without posts has no row: it would tell that there was one. */
export const countHours = async (
  db: Kysely<Schema>,
  network: NetworkName,
  posts: readonly Counted[],
  by: 1 | -1,
): Promise<void> => {
  const groups = Map.groupBy(posts, ({ hour_at, whose, lang }) => `${hour_at} ${whose} ${lang}`);
  const rows = [...groups.values()].flatMap((group) => {
    const [one] = group;
    const { hour_at, whose, lang } = one as Counted;
    return { network, hour_at, whose, lang, posts: by * group.length };
  });
  for (const portion of portions(rows)) {
    await db
      .insertInto('hour')
      .values(portion)
      .onConflict((c) =>
        c
          .columns(['network', 'hour_at', 'whose', 'lang'])
          .doUpdateSet((e) => ({ posts: e('hour.posts', '+', e.ref('excluded.posts')) })),
      )
      .execute();
  }
  if (by > 0) return;
  for (const { hour_at, whose, lang } of rows) {
    await db
      .deleteFrom('hour')
      .where('network', '=', network)
      .where('hour_at', '=', hour_at)
      .where('whose', '=', whose)
      .where('lang', '=', lang)
      .where('posts', '<=', 0)
      .execute();
  }
};
