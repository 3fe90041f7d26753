import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashtagMatcher } from '../src/track/hashtag.ts';
import { replayReader } from '../src/track/replay.ts';
import type { Figure, Measured } from './figure.ts';
import { writeStream } from './stream-file.ts';

const LINES = 500_000;
const ROUNDS = 3;
const HASHTAG = 'StandWithThe6';
const BLOCK = 1 << 20;
/** Bytes that the process may be larger after the whole file than after a tenth of it: garbage of a few blocks, not the file's 300 MB. */
const FLAT = 64 * 2 ** 20;

/** Blocks of whole lines, in one buffer: each is over when the next is asked for. */
function* blocks(file: string): Generator<Buffer> {
  const opened = openSync(file, 'r');
  const bytes = Buffer.allocUnsafeSlow(2 * BLOCK);
  try {
    for (let left = 0; ; ) {
      const read = readSync(opened, bytes, left, BLOCK, null);
      const filled = bytes.subarray(0, left + read);
      const end = read === 0 ? filled.length : filled.lastIndexOf(0x0a) + 1;
      if (end > 0) yield filled.subarray(0, end);
      if (read === 0) return;
      left = filled.length - end;
      bytes.copyWithin(0, end, filled.length);
    }
  } finally {
    closeSync(opened);
  }
}

const timed = (work: () => void): number => {
  const began = performance.now();
  work();
  return performance.now() - began;
};

const measure = async (): Promise<Measured> => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const file = join(folder, 'stream.jsonl');
    const made = writeStream(file, LINES, HASHTAG, 6);
    const matcher = hashtagMatcher(HASHTAG);

    // By itself first, to see what memory it takes; this also warms it up.
    const alone = replayReader({ network: 'bluesky', matcher });
    let [events, early] = [0, 0];
    for (const block of blocks(file)) {
      events += alone.block(block).events;
      if (early === 0 && events > LINES / 10) early = process.memoryUsage.rss();
    }
    const grown = process.memoryUsage.rss() - early;

    // Then turn about, block by block: what else the machine does, it does to both. Of three rounds the best of each.
    let [parsed, matched] = [0, 0];
    const rounds = Array.from({ length: ROUNDS }, () => {
      const replay = replayReader({ network: 'bluesky', matcher });
      let [parsing, matching] = [0, 0];
      for (const block of blocks(file)) {
        parsing += timed(() => {
          for (const line of block.toString('utf8').split('\n')) if (line !== '' && JSON.parse(line).did) parsed++;
        });
        matching += timed(() => {
          matched += replay.block(block).matched;
        });
      }
      return { parsing, matching };
    });
    const parsing = Math.min(...rounds.map((round) => round.parsing));
    const matching = Math.min(...rounds.map((round) => round.matching));
    const broken = [
      ...(events === LINES && parsed === ROUNDS * LINES ? [] : [`read ${events} of ${LINES} lines`]),
      ...(matched === ROUNDS * made.withHashtag
        ? []
        : [`found ${matched / ROUNDS} of ${made.withHashtag} posts with the hashtag`]),
      ...(grown <= FLAT ? [] : [`memory grew by ${Math.round(grown / 2 ** 20)} MB over the file`]),
    ];
    const rate = (ms: number) => `${Math.round(LINES / ms).toLocaleString('en')}k lines/s`;
    return {
      ratio: parsing / matching,
      broken,
      seen: `${rate(matching)}, parsing each ${rate(parsing)}; memory grew by ${Math.round(grown / 2 ** 20)} MB over ${Math.round(made.bytes / 1e6)} MB`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const matching: Figure = {
  name: 'hashtag matching over 500,000 stream lines, against JSON.parse of every line',
  goal: { atLeast: 5 },
  measure,
};
