import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { brotliDecompressSync, crc32, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { packedStrings } from './lzf.ts';
import type { Ours } from './own.ts';
import { type Trace, traces } from './traces.ts';

/* The bytes of one file, as a stranger reads them with `strings`: live rows, free pages, logs, dumps, backups alike. */

export type Place = Trace & { readonly place: string };

const PIECE = 8 << 20;
/** Longer than anything that is looked for. */
const OVERLAP = 8 << 10;

const starts = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((one, i) => bytes[i] === one);

type Kind = 'gzip' | 'zstd' | 'compiled' | 'archive' | 'picture' | 'redis' | 'sqlite' | 'text' | 'binary';

const kindOf = (head: Buffer): Kind => {
  if (starts(head, 0x1f, 0x8b)) return 'gzip';
  if (starts(head, 0x28, 0xb5, 0x2f, 0xfd)) return 'zstd';
  if (starts(head, 0xb2, 0xdb, 0xdf, 0x8a)) return 'compiled';
  if (starts(head, 0x50, 0x4b, 3, 4) || starts(head, 0xfd, 0x37, 0x7a, 0x58) || starts(head, 0x37, 0x7a, 0xbc, 0xaf))
    return 'archive';
  if (starts(head, 0x89, 0x50, 0x4e, 0x47) || starts(head, 0xff, 0xd8, 0xff)) return 'picture';
  if (head.toString('latin1', 0, 5) === 'REDIS') return 'redis';
  if (head.toString('latin1', 0, 15) === 'SQLite format 3') return 'sqlite';
  return head.includes(0) ? 'binary' : 'text';
};

/** In pieces that overlap, so that nothing is cut in two and a large file is never in memory whole. */
function* pieces(file: string): Generator<{ readonly from: number; readonly text: string; readonly last: boolean }> {
  const opened = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(PIECE + OVERLAP);
    let [from, kept] = [0, 0];
    for (;;) {
      let filled = kept;
      for (let read = -1; read !== 0 && filled < buffer.length; filled += read)
        read = readSync(opened, buffer, filled, buffer.length - filled, from + filled);
      const last = filled < buffer.length;
      yield { from, text: buffer.toString('latin1', 0, filled), last };
      if (last) return;
      buffer.copyWithin(0, filled - OVERLAP, filled);
      [from, kept] = [from + filled - OVERLAP, OVERLAP];
    }
  } finally {
    closeSync(opened);
  }
}

const at = (position: number): string => `byte ${position}`;

const inBytes = (bytes: Buffer, ours: Ours, where: string): Place[] =>
  traces(bytes.toString('latin1'), ours, !bytes.subarray(0, OVERLAP).includes(0)).map((trace) => ({
    ...trace,
    place: `${where}, ${at(trace.at)}`,
  }));

const unpackers = { gzip: gunzipSync, zstd: zstdDecompressSync, brotli: brotliDecompressSync } as const;

const inPacked = (file: string, how: keyof typeof unpackers, ours: Ours): Place[] => {
  try {
    return inBytes(unpackers[how](readFileSync(file)), ours, 'unpacked');
  } catch {
    return [cannotOpen(file)];
  }
};

const cannotOpen = (file: string): Place => ({
  ...{ what: 'an archive that cannot be looked into here: unpack it and look again', value: file, at: 0 },
  place: 'the whole file',
});

/**
 * Node's compile cache (src/compile_cache.cc: five numbers, the last of them the CRC-32 of what follows): our own program and its packages,
 * whose examples are no traces of anybody. A file that anything was added to is read like every other.
 */
const isCompiledCode = (file: string): boolean => {
  const bytes = readFileSync(file);
  return (
    bytes.length > 20 && bytes.readUInt32LE(0) === 0x8adfdbb2 && bytes.readUInt32LE(16) === crc32(bytes.subarray(20))
  );
};

export const fileKind = (file: string): Kind => {
  const opened = openSync(file, 'r');
  try {
    const head = Buffer.alloc(OVERLAP);
    return kindOf(head.subarray(0, readSync(opened, head, 0, head.length, 0)));
  } finally {
    closeSync(opened);
  }
};

/** What the bytes of a file tell of others. */
export const inFile = (file: string, ours: Ours): Place[] => {
  const found: Place[] = [];
  const kind = fileKind(file);
  if (kind === 'archive') return [cannotOpen(file)];
  if (kind === 'compiled' && isCompiledCode(file)) return [];
  if (kind === 'gzip' || kind === 'zstd') return inPacked(file, kind, ours);
  for (const { from, text, last } of pieces(file)) {
    for (const trace of traces(text, ours, kind === 'text')) {
      // What begins in the overlap comes again with the next piece.
      if (last || trace.at < text.length - OVERLAP) found.push({ ...trace, place: at(from + trace.at) });
    }
  }
  if (kind === 'redis') {
    for (const packed of packedStrings(readFileSync(file)))
      for (const trace of traces(packed.text, ours, true))
        found.push({ ...trace, place: `packed at ${at(packed.at)}` });
  }
  if (file.endsWith('.br')) found.push(...inPacked(file, 'brotli', ours));
  return found;
};
