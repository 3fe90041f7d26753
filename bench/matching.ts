import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashtagMatcher } from '../src/track/hashtag.ts';
import { replayReader } from '../src/track/replay.ts';
import type { Figure, Measured } from './figure.ts';
import { writeStream } from './stream-file.ts';

const LINES = 500_000;
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
    let [parsed, events, matched, early, late] = [0, 0, 0, 0, 0];
    const parseAll = () => {
      for (const block of blocks(file)) {
        for (const line of block.toString('utf8').split('\n')) if (line !== '' && JSON.parse(line).did) parsed++;
      }
    };
    const matchAll = () => {
      const replay = replayReader({ network: 'bluesky', matcher });
      [events, matched] = [0, 0];
      for (const block of blocks(file)) {
        const told = replay.block(block);
        events += told.events;
        matched += told.matched;
        if (early === 0 && events > LINES / 10) early = process.memoryUsage.rss();
      }
      late = process.memoryUsage.rss();
    };
    // Matching first, while memory is still small; then turn about, and the best of each, as the machine has other things to do.
    const matching = [timed(matchAll)];
    const grown = late - early;
    const parsing: number[] = [];
    for (let turn = 0; turn < 2; turn++) {
      parsing.push(timed(parseAll));
      matching.push(timed(matchAll));
    }
    const broken = [
      ...(events === LINES && parsed === 2 * LINES ? [] : [`read ${events} of ${LINES} lines`]),
      ...(matched === made.withHashtag ? [] : [`found ${matched} of ${made.withHashtag} posts with the hashtag`]),
      ...(grown <= FLAT ? [] : [`memory grew by ${Math.round(grown / 2 ** 20)} MB over the file`]),
    ];
    const rate = (ms: number) => `${Math.round(LINES / ms).toLocaleString('en')}k lines/s`;
    const [parse, match] = [Math.min(...parsing), Math.min(...matching)];
    return {
      ratio: parse / match,
      broken,
      seen: `${rate(match)} from the file, parsing each ${rate(parse)}; memory grew by ${Math.round(grown / 2 ** 20)} MB over ${Math.round(made.bytes / 1e6)} MB`,
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
