import type { Attempt, DeliveryId } from '../../src/model.ts';
import { blueskyNetwork } from '../../src/network/bluesky/adapter.ts';
import type { Sessions } from '../../src/network/bluesky/session.ts';
import { startLocalBluesky } from '../../src/rehearsal/bluesky/server.ts';
import type { Fault } from '../../src/rehearsal/local.ts';

/* The adapter and a local Bluesky whose clock, faults and log of requests are in the test's hands. */

export const start = Temporal.Instant.from('2026-11-29T12:00:00Z');
export const soon = () => AbortSignal.timeout(10_000);

export const putRecord = '/xrpc/com.atproto.repo.putRecord';
export const createSession = '/xrpc/com.atproto.server.createSession';
export const refreshSession = '/xrpc/com.atproto.server.refreshSession';
export const getRecord = '/xrpc/com.atproto.repo.getRecord';
export const uploadBlob = '/xrpc/com.atproto.repo.uploadBlob';
export const deleteRecord = '/xrpc/com.atproto.repo.deleteRecord';

export const answer = (status: number, body: unknown, headers?: Record<string, string>): Fault => ({
  when: 'before',
  what: {
    kind: 'answer',
    status,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(headers ? { headers } : {}),
  },
});

/** A local Bluesky whose clock, faults and log of requests are in the test's hands. */
export const stage = async () => {
  let now = start;
  const faults = new Map<string, Fault[]>();
  const calls: string[] = [];
  const local = await startLocalBluesky({
    now: () => now,
    faults: ({ path }) => {
      calls.push(path);
      return faults.get(path)?.shift();
    },
  });
  const {
    BLUESKY_SERVICE: service = '',
    BLUESKY_IDENTIFIER: identifier = '',
    BLUESKY_APP_PASSWORD: right = '',
  } = local.environment;
  return {
    local,
    connect: ({ password = right, sessions }: { password?: string; sessions?: Sessions } = {}) =>
      blueskyNetwork({ service, identifier, password, now: () => now, ...(sessions ? { sessions } : {}) }),
    fail: (path: string, ...planned: Fault[]) => faults.set(path, planned),
    pass: (duration: Temporal.DurationLike) => {
      now = now.add(duration);
    },
    count: (path: string) => calls.filter((call) => call === path).length,
    [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
  };
};

const network = {
  key: blueskyNetwork({ service: 'http://127.0.0.1', identifier: '', password: '', now: () => start }).key,
};

export const attemptOf = (
  name: string,
  text = 'Stand with the six. #StandWithThe6',
  along: Attempt['with'] = {},
  step = 0,
): Attempt => ({
  id: 1,
  delivery: name as DeliveryId,
  step,
  text,
  lang: 'en',
  hash: '',
  key: network.key({ id: name, at: start }, step),
  createdAt: start,
  with: along,
});
