import { setTimeout as pause } from 'node:timers/promises';
import { milliseconds } from '../../clock.ts';
import type { Seen } from '../../model.ts';
import type { TagTimeline } from '../../network/reading.ts';
import { isFate } from '../../queue/fate.ts';
import { readStatuses } from '../../track/statuses.ts';
import { FAREWELL_MS } from './stream.ts';
import { taken } from './taken.ts';
import { compare, type Watching } from './watching.ts';

/*
 * One Mastodon server's timeline of the hashtag. It is read again every minute, and at once when the server's stream says that something
 * happened; what is counted always comes from the timeline.
 */

/** Of the campaign's time. */
const POLL_MS = 60_000;

/**
 * A post from another server comes late, and under an id of when it was written. So reading begins again at what was the newest post a
 * quarter of an hour ago; what is known already is not counted twice.
 */
const OVERLAP_MS = 15 * 60_000;

/** A first look goes back so many pages; 40 posts each. */
const FIRST_PAGES = 10;
/** One poll reads at most so many; the next goes on from there. */
const MOST_PAGES = 50;

const LEASE_MS = 90_000;

type Mark = { readonly id: string; readonly at: number };
/** What is kept of where a timeline stands. */
type Notes = { readonly polledAt?: number; readonly marks?: readonly Mark[]; readonly refused?: string };

const notesOf = (text: string | undefined): Notes => (text === undefined ? {} : (JSON.parse(text) as Notes));

const leaseOf = (timeline: TagTimeline): string => `watch:${timeline.source}`;

/** Where reading begins: the youngest mark that is old enough, else the oldest there is. */
const beginning = (marks: readonly Mark[], now: number): Mark | undefined =>
  marks.findLast(({ at }) => at <= now - OVERLAP_MS) ?? marks[0];

const kept = (marks: readonly Mark[], now: number): Mark[] => {
  const begin = beginning(marks, now);
  return marks.filter((mark) => begin === undefined || mark.at >= begin.at);
};

type Page = Awaited<ReturnType<TagTimeline['page']>>;

/** The pages from `minId` to the newest post, or from the newest post back as far as posts are followed. */
async function* pagesOf(
  timeline: TagTimeline,
  minId: string | undefined,
  oldest: number,
  read: (page: Page) => readonly Seen[],
  callMs: number,
): AsyncGenerator<{ page: Page; posts: readonly Seen[]; whole: boolean }> {
  let from: { minId?: string; before?: string } = minId === undefined ? {} : { minId };
  const most = minId === undefined ? FIRST_PAGES : MOST_PAGES;
  for (let count = 1; count <= most; count += 1) {
    if (timeline.room().calls < 1) return;
    const page = await timeline.page(from, AbortSignal.timeout(callMs));
    const posts = read(page);
    const next = minId === undefined ? page.oldest : page.newest;
    const reached = minId === undefined && posts.some(({ at }) => at.epochMilliseconds < oldest);
    const whole = page.statuses.length === 0 || next === undefined || reached;
    yield { page, posts, whole };
    if (whole) return;
    from = minId === undefined ? { before: next } : { minId: next };
  }
}

/** Reads what is new on a timeline, when it is time to. `nudged`: the server said that there is something. */
export const pollTag = async (w: Watching, timeline: TagTimeline, nudged = false): Promise<void> => {
  const { source } = timeline;
  const now = w.clockOf('mastodon').now().epochMilliseconds;
  const stand = await w.sightings.cursor(source);
  const notes = notesOf(stand?.notes);
  if (!nudged && notes.polledAt !== undefined && now - notes.polledAt < POLL_MS) return;
  if (!(await w.lead(leaseOf(timeline), LEASE_MS))) return;

  const { watch } = await w.campaign();
  const oldest = now - milliseconds(watch.retention);
  const marks = notes.marks ?? [];
  const minId = beginning(marks, now)?.id;
  const host = source.slice('mastodon:'.length);
  const read = (page: Page) => readStatuses(page.statuses, { host, source, matcher: w.matcher });
  let newest: string | undefined;
  let reached = minId === undefined ? now : (notes.polledAt ?? now);
  let whole = false;
  try {
    for await (const step of pagesOf(timeline, minId, oldest, read, w.callMs)) {
      const posts = step.posts.filter(({ at }) => at.epochMilliseconds >= oldest);
      newest = minId === undefined ? (newest ?? step.page.newest) : (step.page.newest ?? newest);
      for (const post of posts) compare(w, { kind: 'post', post });
      await w.sightings.take({
        source,
        sights: posts.map((post) => taken(w, now)({ kind: 'post', post })),
        copies: w.copies.changed(),
      });
      for (const { at } of posts) {
        // Forwards it is covered up to the newest post read so far, backwards from the oldest.
        reached =
          minId === undefined ? Math.min(reached, at.epochMilliseconds) : Math.max(reached, at.epochMilliseconds);
      }
      whole = step.whole;
    }
  } catch (error) {
    if (!isFate(error)) throw error;
    return refused(w, source, notes, (error as Error).message);
  }
  if (!whole && newest === undefined) return; // no call was left
  const first = minId === undefined;
  const covered = first
    ? { from: whole ? Math.min(oldest, reached) : reached, to: now }
    : { from: notes.polledAt ?? now, to: whole ? now : Math.min(reached, now) };
  const mark = newest === undefined ? [] : [{ id: newest, at: whole || first ? now : reached }];
  const next: Notes = { polledAt: covered.to, marks: kept([...marks.filter(({ id }) => id !== newest), ...mark], now) };
  await w.sightings.take({
    source,
    sights: [],
    ...(covered.to > covered.from ? { covered } : {}),
    gap: { reason: notes.refused ?? 'the server was not asked, or did not answer' },
    notes: JSON.stringify(next),
  });
};

const refused = async (w: Watching, source: TagTimeline['source'], notes: Notes, reason: string) => {
  if (notes.refused !== reason) w.say('a hashtag page cannot be read', { source, reason });
  // Asked again at the next poll; until then nothing is covered.
  await w.sightings.take({ source, sights: [], notes: JSON.stringify({ ...notes, refused: reason }) });
};

/** Real milliseconds until a stream that ended is asked for again. */
const STREAM_AGAIN_MS = 30_000;
/** A server that offers none to us may do so after an update. */
const NO_STREAM_MS = 6 * 3_600_000;

/** Listens to the streams of the servers until disposed, and has their timelines read when something happens there. */
export const watchTimelines = (w: Watching): AsyncDisposable => {
  const ending = new AbortController();
  const rest = (ms: number) => pause(ms, undefined, { signal: ending.signal }).catch(() => undefined);
  const listen = async (timeline: TagTimeline): Promise<void> => {
    let polling: Promise<unknown> = Promise.resolve();
    let asked = false;
    // One poll at a time, and one more when something happened meanwhile.
    const nudge = () => {
      if (asked) return;
      asked = true;
      polling = polling.then(async () => {
        asked = false;
        if (!ending.signal.aborted) await pollTag(w, timeline, true).catch(() => undefined);
      });
    };
    const gone = (remoteId: string) => {
      polling = polling.then(async () => {
        const now = w.clockOf('mastodon').now().epochMilliseconds;
        const sight = taken(w, now)({ kind: 'gone there', source: timeline.source, remoteId });
        await w.sightings.take({ source: timeline.source, sights: [sight] }).catch(() => undefined);
      });
    };
    while (!ending.signal.aborted) {
      const how = await timeline.stream({ nudge, gone }, ending.signal).catch(() => 'ended' as const);
      await rest(how === 'no stream' ? NO_STREAM_MS : STREAM_AGAIN_MS);
    }
    await polling;
  };
  const running = Promise.all(w.timelines.map(listen));
  return {
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await Promise.race([running, pause(FAREWELL_MS, undefined, { ref: false })]);
    },
  };
};
