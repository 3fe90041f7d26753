import { invalid } from './refusal.ts';
import type { Repo, Stored } from './repo.ts';

/*
 * A reply names two posts, the first of its thread and the one it answers, each by address and cid. A PDS takes any; one
 * that names a post that is not there, or another thread's first, is shown out of its place or not at all.
 */

type Ref = { readonly uri: string; readonly cid: string };

export const checkReply = (reply: unknown, repo: Repo): string[] => {
  if (reply === undefined) return [];
  const [root, parent] = [refIn(reply, 'root'), refIn(reply, 'parent')];
  const complaints = [...checkRef('root', root, repo), ...checkRef('parent', parent, repo)];
  const answered = repo.at(parent.uri);
  const first = answered && (rootOf(answered) ?? answered);
  if (first && first.uri !== root.uri)
    complaints.push(`the reply names ${root.uri} as the first post of the thread of ${first.uri}`);
  return complaints;
};

const checkRef = (name: string, { uri, cid }: Ref, repo: Repo): string[] => {
  const there = repo.at(uri);
  if (!there) return [`the ${name} of the reply, ${uri}, is not a post of ours`];
  return there.cid === cid ? [] : [`the ${name} of the reply has the cid ${there.cid} and not ${cid}`];
};

const rootOf = ({ value }: Stored): Ref | undefined => (value.reply as { root: Ref } | undefined)?.root;

const refIn = (reply: unknown, name: 'root' | 'parent'): Ref => {
  const { uri, cid } = ((reply as Record<string, unknown> | null)?.[name] ?? {}) as Partial<Ref>;
  const no = (words: string) => invalid(`Invalid app.bsky.feed.post record: ${words} at $.record.reply.${name}`);
  if (typeof uri !== 'string' || !/^at:\/\/did:[^/]+\/[a-zA-Z.]+\/[^/]+$/.test(uri)) throw no('Expected an at-uri');
  if (typeof cid !== 'string' || !/^b[a-z2-7]{58}$/.test(cid)) throw no('Expected a cid');
  return { uri, cid };
};
