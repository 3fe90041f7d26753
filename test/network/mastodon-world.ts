import type { Accompaniment, Attempt, DeliveryId, Picture, Receipt, UploadedPicture } from '../../src/model.ts';
import { mastodonNetwork } from '../../src/network/mastodon/adapter.ts';
import type { Fault, FaultSource } from '../../src/rehearsal/local.ts';
import { type LocalMastodonOptions, startLocalMastodon } from '../../src/rehearsal/mastodon/server.ts';
import { png } from '../rehearsal/small-pictures.ts';
import { contractNow } from './contract.ts';

export const connect = async (
  options: LocalMastodonOptions,
  change: { url?: string; token?: string; fetch?: typeof fetch } = {},
) => {
  const local = await startLocalMastodon(options);
  const network = mastodonNetwork({
    url: local.url,
    token: local.environment.MASTODON_ACCESS_TOKEN ?? '',
    visibility: 'public',
    now: options.now,
    ...change,
  });
  return { local, network, [Symbol.asyncDispose]: () => local[Symbol.asyncDispose]() };
};

export const soon = () => AbortSignal.timeout(10_000);
export const noon = contractNow;

let count = 0;
export const attempt = (
  text = 'Stand with the six. #StandWithThe6',
  lang = 'en',
  createdAt = noon,
  more: Accompaniment = {},
): Attempt => {
  count += 1;
  const delivery = `deliver${count}` as DeliveryId;
  return { id: count, delivery, step: 0, text, lang, hash: '', key: `${delivery}-0`, createdAt, with: more };
};

export const picture = (alt = 'Six lamps in a window', bytes: Uint8Array = png()): Picture => ({
  ...{ bytes, type: 'image/png', width: 4, height: 3, alt },
});

/** As the ledger would remember it. */
export const uploaded = ({ remoteId }: Receipt, alt = 'Six lamps in a window'): UploadedPicture => ({
  ...{ remoteId, width: 4, height: 3, alt },
});

export const answering = ({ remoteId }: Receipt, root: Receipt = { remoteId } as Receipt): Accompaniment => ({
  reply: { root: { remoteId: root.remoteId }, parent: { remoteId } },
});

/** A world whose clock and faults the test moves. */
export const world = async (
  options: Partial<LocalMastodonOptions> = {},
  change: Parameters<typeof connect>[1] = {},
) => {
  let shown = noon;
  const faults: { when: (request: Parameters<FaultSource>[0]) => boolean; fault: Fault }[] = [];
  const seen: { method: string; path: string }[] = [];
  const connected = await connect(
    {
      now: () => shown,
      faults: (request) => {
        seen.push(request);
        const index = faults.findIndex(({ when }) => when(request));
        return index < 0 ? undefined : faults.splice(index, 1)[0]?.fault;
      },
      ...options,
    },
    change,
  );
  return {
    ...connected,
    seen,
    fail: (path: string, fault: Fault, times = 1) => {
      for (let n = 0; n < times; n += 1) faults.push({ when: (request) => request.path.startsWith(path), fault });
    },
    pass: (duration: Temporal.DurationLike) => {
      shown = shown.add(duration);
    },
    [Symbol.asyncDispose]: () => connected[Symbol.asyncDispose](),
  };
};

export const answer = (status: number, body: string, headers?: Record<string, string>): Fault['what'] => ({
  kind: 'answer',
  status,
  body,
  headers,
});
export const lost: Fault = { when: 'after', what: { kind: 'close' } };
export const gone: Fault = { when: 'before', what: { kind: 'close' } };
