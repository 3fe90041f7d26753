import type { HeldPost } from '../local.ts';
import { langOf } from '../public/cast.ts';
import { folded } from '../public/hashtag.ts';
import { type Inside, post } from './inside.ts';
import { uriOf } from './records.ts';
import type { Stored } from './repo.ts';
import { account } from './views.ts';

/* Everything with the hashtag that is there: ours by its words and its marks, other people's as the public's script knows it. */

export const heldBy = ({ repo, neighbours }: Inside): readonly HeldPost[] => {
  const { crowd, find } = neighbours;
  if (find.hashtag === '') return [];
  const held: HeldPost[] = repo
    .all(post)
    .filter((stored) => isTagged(stored, folded(find.hashtag)))
    .map(({ uri, value, at }) => ({
      ...{ id: uri, author: account.did, whose: 'ours', at: at.epochMilliseconds },
      lang: langOf((value.langs as readonly string[] | undefined) ?? []),
      counts: { ...crowd.ours.counts(uri) },
    }));
  for (const one of crowd.living()) {
    const { post: written, person, taggedAt, tagged, counts } = one;
    if (!tagged || taggedAt === undefined) continue;
    const whose = person.partner ? 'partner' : 'public';
    const common = { id: uriOf(one), author: person.id, whose, at: taggedAt } as const;
    held.push({ ...common, lang: langOf(written.langs), counts: { ...counts } });
  }
  return held;
};

type Marked = { readonly features?: readonly { readonly tag?: string }[] };

const isTagged = ({ value }: Stored, hashtag: string): boolean => {
  const marks = ((value.facets as readonly Marked[] | undefined) ?? []).flatMap(({ features = [] }) => features);
  const words = String(value.text).match(/(?<![\p{L}\p{N}_&/])[#＃][\p{L}\p{M}\p{N}_]+/gu) ?? [];
  const tags = [
    ...marks.flatMap(({ tag = [] }) => tag),
    ...((value.tags as readonly string[] | undefined) ?? []),
    ...words.map((word) => word.slice(1)),
  ];
  return tags.some((tag) => folded(tag) === hashtag);
};
