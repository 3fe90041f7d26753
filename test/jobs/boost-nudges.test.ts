import { expect, it, vi } from 'vitest';
import { nudges } from '../../src/jobs/boost/nudges.ts';

const line = (did: string, operation: string, collection: string): string =>
  JSON.stringify({
    did,
    time_us: 1,
    kind: 'commit',
    commit: { rev: '1', operation, collection, rkey: 'x', record: {} },
  });

it('reads a partner’s account at once when the stream shows a post of it, and nobody else’s', async () => {
  vi.useFakeTimers();
  try {
    const nudged: string[] = [];
    let ticks = 0;
    const source = {
      partner: 'keepers',
      network: 'bluesky' as const,
      named: 'keepers.example',
      remote_id: 'did:plc:keepers',
    };
    const rest = { handle: null, problem: null, cursor: null, known_at: 1, polled_at: 1 };
    const seen = nudges(
      {
        sources: async () => [{ ...source, ...rest }],
        nudge: async (_, did) => nudged.push(did) > 0,
      },
      async () => {
        ticks += 1;
      },
      () => 0,
    );
    // The very first line: who the partners are is only being asked.
    seen(line('did:plc:keepers', 'create', 'app.bsky.feed.post'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect([nudged.length, ticks]).toEqual([4, 4]);
    for (const [did, operation, collection] of [
      ['did:plc:other', 'create', 'app.bsky.feed.post'],
      ['did:plc:keepers', 'create', 'app.bsky.feed.like'],
      ['did:plc:keepers', 'delete', 'app.bsky.feed.post'],
    ] as const)
      seen(line(did, operation, collection));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(nudged).toHaveLength(4);
    seen(line('did:plc:keepers', 'create', 'app.bsky.feed.post'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect([nudged.length, ticks]).toEqual([8, 8]);
  } finally {
    vi.useRealTimers();
  }
});
