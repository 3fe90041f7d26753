import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeStream } from '../../bench/stream-file.ts';
import { hashtagMatcher } from '../../src/track/hashtag.ts';
import { replayReader } from '../../src/track/replay.ts';
import { sift } from '../../src/track/sieve.ts';
import { slowRead } from './slow-count.ts';

it('a file as the stream writes it is counted as the slow way counts it, and nearly none of its lines is read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stream-'));
  try {
    const file = join(folder, 'stream.jsonl');
    writeStream(file, 10_000, 'StandWithThe6', 11);
    const block = readFileSync(file);
    const lines = block.toString('utf8').trimEnd().split('\n');
    for (const tag of ['StandWithThe6', '猫', 'art', 'غزة']) {
      const matcher = hashtagMatcher(tag);
      const told = replayReader({ network: 'bluesky', matcher }).block(block);
      const slow = lines.map((line) => slowRead(line, tag)).filter((words) => words !== 'nothing');
      const quick = told.sights.map(({ sight }) =>
        sight.kind === 'post' ? `post ${sight.post.uri}` : sight.kind === 'gone' ? `gone ${sight.uri}` : sight.kind,
      );
      expect(quick).toEqual(slow);
      expect([told.events, told.unreadable]).toEqual([10_000, []]);
      // This is what makes it fast (bench/matching.ts measures how fast): deletions are known from their bytes.
      const read = sift(block, matcher).kept.filter((one) => 'line' in one).length;
      expect(read).toBeLessThan(told.matched + 400);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
