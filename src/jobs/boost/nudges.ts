import type { Candidates } from '../../store/candidates.ts';

/*
 * Whoever watches Bluesky's stream sees partners' posts at once: then the boost job reads that account without waiting for its minute.
 */

/** Milliseconds: how long it is believed who the partners are. After a start they are found out one by one. */
const BELIEVED_MS = 5_000;

/** The network's own feeds are a moment behind its stream: the account is read again after so many milliseconds. */
const AGAIN_MS = [0, 1_000, 2_500, 5_000];

/** Servers write `did` first, with or without a `cursor` before it; what looks otherwise is left to the poll. */
const authorOf = (line: string): string | undefined => {
  const at = line.slice(0, 60).indexOf('"did":"');
  return at < 0 ? undefined : line.slice(at + 7, line.indexOf('"', at + 7));
};

export const nudges = (
  candidates: Pick<Candidates, 'sources' | 'nudge'>,
  tick: () => Promise<void>,
  realNow: () => number,
): ((line: string) => void) => {
  let known: ReadonlySet<string> = new Set();
  let asked = Number.NEGATIVE_INFINITY;
  /** Who posts while that is being asked. */
  let meanwhile: Set<string> | undefined;
  const refresh = async (): Promise<void> => {
    const rows = await candidates.sources();
    known = new Set(rows.flatMap((one) => (one.network === 'bluesky' && one.remote_id ? [one.remote_id] : [])));
    for (const author of meanwhile ?? []) if (known.has(author)) soon(author);
  };
  const nudge = async (author: string): Promise<void> => {
    await candidates.nudge('bluesky', author);
    await tick();
  };
  /** What is lost of this the poll of the next minute finds. */
  const soon = (author: string): void => {
    for (const after of AGAIN_MS) setTimeout(() => void nudge(author).catch(() => undefined), after).unref();
  };
  return (line) => {
    const now = realNow();
    if (now - asked > BELIEVED_MS) {
      asked = now;
      meanwhile = new Set();
      void refresh()
        .catch(() => undefined)
        .finally(() => {
          meanwhile = undefined;
        });
    }
    const author = authorOf(line);
    if (author === undefined || !(known.has(author) || meanwhile)) return;
    if (!line.includes('"app.bsky.feed.post"') || line.includes('"operation":"delete"')) return;
    if (known.has(author)) soon(author);
    else meanwhile?.add(author);
  };
};
