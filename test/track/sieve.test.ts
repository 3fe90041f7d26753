import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashtagMatcher } from '../../src/track/hashtag.ts';
import { deleted, jetstreamReader } from '../../src/track/jetstream.ts';
import { sift } from '../../src/track/sieve.ts';
import { lineWith } from './any-line.ts';

const like = (n: number) =>
  JSON.stringify({
    did: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa',
    time_us: 1_795_946_400_000_000 + n,
    kind: 'commit',
    commit: {
      rev: '3lb',
      operation: 'create',
      collection: 'app.bsky.feed.like',
      rkey: `a${n}`,
      record: { subject: { uri: 'at://x/app.bsky.feed.post/1' } },
    },
  });

const matcher = hashtagMatcher('StandWithThe6');

describe('the sieve', () => {
  it('leaves out only lines that tell nothing of the hashtag, and counts all', () => {
    let quiet = 0;
    let deletions = 0;
    for (const tag of ['StandWithThe6', 'فلسطين', 'étés', 'İstanbul', 'tags', 'link', 'tag', '한국', 'ậ1']) {
      const matcher = hashtagMatcher(tag);
      const read = jetstreamReader(matcher);
      fc.assert(
        fc.property(
          fc.array(lineWith(tag), { minLength: 1, maxLength: 8 }),
          fc.constantFrom('\n', '\r\n'),
          fc.boolean(),
          (lines, end, last) => {
            const block = Buffer.from(lines.join(end) + (last ? end : ''));
            const sifted = sift(block, matcher);
            const kept = new Set(sifted.kept.map(({ number }) => number));
            expect(sifted.lines).toBe(lines.length);
            expect(sifted.quiet + kept.size).toBe(lines.length);
            for (const one of sifted.kept) {
              const line = lines[one.number]!;
              if ('line' in one) expect(one.line.trimEnd()).toBe(line);
              else expect(deleted(one.deletion)).toEqual(read(line));
            }
            for (const [number, line] of lines.entries()) {
              if (kept.has(number)) continue;
              expect([line, read(line)?.event, read(line)?.sight]).toEqual([line, true, undefined]);
            }
            quiet += sifted.quiet;
            deletions += sifted.kept.filter((one) => 'deletion' in one).length;
          },
        ),
        { numRuns: 200 },
      );
    }
    expect(quiet).toBeGreaterThan(200);
    expect(deletions).toBeGreaterThan(5);
  });

  it('keeps the first and the last line, which tell the time, and no other like', () => {
    const lines = Array.from({ length: 50 }, (_, n) => like(n));
    const { kept } = sift(Buffer.from(`${lines.join('\n')}\n`), matcher);
    expect(kept).toEqual([
      { line: lines[0], number: 0 },
      { line: lines[49], number: 49 },
    ]);
  });

  it.each([
    ['without white space', (line: string) => line],
    ['with spaces', (line: string) => line.replaceAll('":', '": ').replaceAll(',"', ', "')],
    ['with a cursor', (line: string) => line.replace('"kind"', '"cursor":123,"kind"')],
    ['with a short name', (line: string) => line.replace(/did:plc:a+/, 'did:web:a')],
  ])('leaves out what it need not keep of lines %s', (_, change) => {
    const lines = Array.from({ length: 50 }, (_, n) => change(like(n)));
    expect(sift(Buffer.from(lines.join('\n')), matcher).quiet).toBe(48);
  });

  it.each(['link', 'mention', 'tag'])('keeps #%s, which ends as the type of a facet does', (tag) => {
    const post = like(2).replace('feed.like', 'feed.post').replace('"subject"', `"text":"a #${tag}","subject"`);
    expect(sift(Buffer.from([like(1), post, like(3)].join('\n')), hashtagMatcher(tag)).quiet).toBe(0);
  });

  it.each([
    [
      'another key where its name goes on',
      'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa',
      'did:plc:aaaa","x":"bbbbbbbbbbbbb',
      'line',
    ],
    ['an escape in its name', 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa', 'did:plc:aaaaaaaaaa\\u0061aaaaaaaa', 'line'],
    ['nothing unusual', '', '', 'deletion'],
  ])('reads a deletion with %s as parsing would', (_, from, to, how) => {
    const line =
      '{"did":"did:plc:aaaaaaaaaaaaaaaaaaaaaaaa","time_us":1795946400000000,"kind":"commit","commit":{"rev":"3lbaaaaaaaa22","operation":"delete","collection":"app.bsky.feed.post","rkey":"3lbaaaaaaaa2a"}}';
    const changed = line.replace(from, to);
    const kept = sift(Buffer.from(`${changed}\n`), matcher).kept[0]!;
    const { did } = JSON.parse(changed);
    const told = 'deletion' in kept ? deleted(kept.deletion) : jetstreamReader(matcher)(kept.line);
    expect(changed).toHaveLength(line.length);
    expect([how in kept, told?.sight]).toEqual([
      true,
      { kind: 'gone', uri: `at://${did}/app.bsky.feed.post/3lbaaaaaaaa2a` },
    ]);
  });

  it('keeps what is empty, cut short or no event for whoever reads it', () => {
    const block = Buffer.from([like(1), '', like(2).slice(0, -4), '  ', 'words', like(3), like(4)].join('\n'));
    const { lines, quiet, kept } = sift(block, matcher);
    expect([lines, quiet, kept.map(({ number }) => number)]).toEqual([7, 1, [0, 2, 4, 6]]);
  });
});
