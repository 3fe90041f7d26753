import type { LocalBoost } from '../local.ts';
import type { Repo, Stored } from './repo.ts';

/* Our reposts: records that name a post. */

export const repostCollection = 'app.bsky.feed.repost';

type Value = { readonly subject?: { readonly uri?: unknown; readonly cid?: unknown }; readonly createdAt?: unknown };

const subjectOf = (value: Stored['value']): unknown => (value as Value).subject?.uri;

/** Those that name the same post as this record. */
export const repostsOf = (repo: Repo, value: Stored['value']): readonly Stored[] =>
  repo.all(repostCollection).filter((one) => subjectOf(one.value) === subjectOf(value));

/** What a PDS takes without a word, and no AppView shows. */
export const checkRepost = (value: Stored['value']): readonly string[] => {
  const { subject, createdAt } = value as Value;
  const wrong: string[] = [];
  if (value.$type !== repostCollection) wrong.push('a repost without its $type');
  if (typeof subject?.uri !== 'string' || !subject.uri.startsWith('at://')) wrong.push('a repost of no address');
  if (typeof subject?.cid !== 'string' || subject.cid === '') wrong.push('a repost that names no version');
  if (typeof createdAt !== 'string') wrong.push('a repost without a time');
  return wrong;
};

export const asLocalBoost = ({ uri, value, at }: Stored): LocalBoost => ({ id: uri, of: String(subjectOf(value)), at });
