import { type Public, type PublicOptions, publicOf } from '../../src/rehearsal/public/public.ts';

/* A public small enough for a test, in which everything happens that can. */

export const began = Temporal.Instant.from('2026-11-29T12:00:00Z');

export const smallPublic = (more: Partial<PublicOptions> = {}): Public =>
  publicOf({
    ...{ seed: 3, hashtag: 'StandWithThe6', authors: 150, postsPerDay: 160, timeZone: 'Asia/Hebron' },
    ...{ from: began, to: began.add({ hours: 72 }) },
    ...more,
  });

export type Line = {
  readonly did: string;
  readonly time_us: number;
  readonly kind: string;
  readonly cursor?: number;
  readonly commit?: {
    readonly operation: string;
    readonly collection: string;
    readonly rkey: string;
    readonly cid?: string;
    readonly record?: Record<string, unknown>;
  };
  readonly account?: { readonly active: boolean; readonly status?: string };
  readonly identity?: { readonly handle: string };
};

/** Listens to a stream. What it heard is in `lines`, as it came, and parsed in `events()`. */
export const listen = async (url: string, query = '') => {
  const socket = new WebSocket(url + query);
  const lines: string[] = [];
  let closed = false;
  socket.addEventListener('message', ({ data }) => lines.push(String(data)));
  socket.addEventListener('close', () => {
    closed = true;
  });
  const opened = await new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true));
    socket.addEventListener('error', () => resolve(false));
  });
  return {
    opened,
    lines,
    events: () => lines.map((line) => JSON.parse(line) as Line),
    closed: () => closed,
    [Symbol.dispose]: () => socket.close(),
  };
};
