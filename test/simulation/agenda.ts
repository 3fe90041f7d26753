/*
 * True time, which nobody in the simulation can read but the networks: what is to happen, in order. Nothing waits for real
 * time. Moments are milliseconds since 1970.
 */

type Entry = { readonly at: number; readonly order: number; readonly run: () => void };

/** Things that happen within this time happen at once, and whoever they wake runs side by side. */
const GRAIN = 20;

const STEPS_A_TURN = 50;

const earlier = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A binary heap: a campaign of two weeks has some hundred thousand entries. */
const openHeap = () => {
  const heap: Entry[] = [];
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  };
  return {
    first: (): Entry | undefined => heap[0],
    push: (entry: Entry): void => {
      heap.push(entry);
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (!earlier(heap[i]!, heap[parent]!)) break;
        swap(i, parent);
        i = parent;
      }
    },
    pop: (): Entry => {
      const top = heap[0]!;
      const last = heap.pop()!;
      if (heap.length > 0) heap[0] = last;
      for (let i = 0; ; ) {
        const [left, right] = [2 * i + 1, 2 * i + 2];
        let least = i;
        if (left < heap.length && earlier(heap[left]!, heap[least]!)) least = left;
        if (right < heap.length && earlier(heap[right]!, heap[least]!)) least = right;
        if (least === i) return top;
        swap(i, least);
        i = least;
      }
    },
  };
};

export const openAgenda = (start: number) => {
  const heap = openHeap();
  let now = start;
  let order = 0;
  return {
    now: (): number => now,
    at: (moment: number, run: () => void): void => {
      order += 1;
      heap.push({ at: Math.ceil(Math.max(moment, now) / GRAIN) * GRAIN, order, run });
    },
    /** Lets everything happen that is due until `end`, or until `stop` says so. */
    runUntil: async (end: number, stop: () => boolean): Promise<void> => {
      const step = (): boolean => {
        const next = heap.first();
        if (!next || next.at > end || stop()) return false;
        now = next.at;
        for (let due = heap.first(); due && due.at <= now; due = heap.first()) heap.pop().run();
        return true;
      };
      // The store is synchronous below its promises: when the next immediate runs, everybody who was woken has come to rest. Many
      // are asked for at once, because a turn of the event loop costs more than what happens in it.
      await new Promise<void>((resolve, reject) => {
        let going = true;
        const turn = (): void => {
          try {
            going = going && step();
          } catch (error) {
            going = false;
            reject(error);
          }
        };
        const turns = (): void => {
          if (!going) {
            resolve();
            return;
          }
          for (let i = 0; i < STEPS_A_TURN; i += 1) setImmediate(turn);
          setImmediate(turns);
        };
        turns();
      });
      now = Math.max(now, end);
    },
  };
};

export type Agenda = ReturnType<typeof openAgenda>;
