import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { calendarDay, decodeText, fillable, nearest, readText, readYaml } from '../src/yaml.ts';

const schema = z.strictObject({
  name: z.string().describe('What it is called'),
  day: fillable(calendarDay),
  on: fillable(z.string()),
  time: fillable(z.string()),
  count: fillable(z.int().min(1)),
  colour: fillable(z.enum(['red', 'green'])),
  tags: fillable(z.array(z.string()).min(1)),
  warm: fillable(z.boolean()),
  sizes: fillable(z.record(z.string().regex(/^[a-z]+$/, { error: 'must be small letters' }), z.number())),
  inside: fillable(z.strictObject({ quietHours: fillable(z.string()), spacing: fillable(z.string()) })),
});

const problemsIn = (text: string, lineOffset = 0): string[] =>
  readYaml('a.yaml', text, schema, lineOffset).problems.map(({ line, message }) => `${line}: ${message}`);

describe('a YAML file', () => {
  it('keeps dates, times and on as they are written', () => {
    const { value, problems } = readYaml('a.yaml', 'name: "6"\nday: 2021-11-29\non: 11-29\ntime: 09:00\n', schema);
    expect(problems).toEqual([]);
    expect(value).toEqual({ name: '6', day: '2021-11-29', on: '11-29', time: '09:00' });
  });

  it('takes an empty value, or an empty text, as one that is not filled in', () => {
    const { value } = readYaml(
      'a.yaml',
      'name: n\nday:\ntime: ""\ntags: # none yet\ninside: { spacing: , quietHours: "  " }\n',
      schema,
    );
    expect(value).toEqual({
      name: 'n',
      day: null,
      time: null,
      tags: null,
      inside: { spacing: null, quietHours: null },
    });
  });

  it.each([
    ['a tab', 'name: n\ninside:\n\tspacing: 1h\n', '3: this line is indented with a tab; use spaces'],
    [
      'uneven indentation',
      'name: n\ninside:\n    spacing: 1h\n  quietHours: x\n',
      /^4: this line is not indented like its neighbours/,
    ],
    [
      'a key given twice',
      'name: n\ntime: a\nname: m\n',
      '3: `name` stands here for the second time in its group; keep one of the two',
    ],
    [
      'an open quote, where it was opened',
      'name: n\ntime: "09:00\ncolour: red\n',
      /^2: something is opened here and not closed/,
    ],
    [
      'an open bracket',
      'name: n\ntags: [a, b\ncolour: red\n',
      /^3: this line is not indented.*or a bracket here or above is not closed/,
    ],
    ['a colon in the text', 'name: a: b\n', /^1: this line cannot be read: .* needs "quotes"/],
    ['a key without a colon', 'name: n\ntime\ncolour: red\n', /^2: this line cannot be read: a key needs a colon/],
    [
      'a character that begins no value',
      'name: @you\n',
      /^1: a value cannot begin with this character; put the value in "quotes"/,
    ],
    ['two documents', 'name: n\n---\nname: m\n', /^2: a line of --- or \.\.\. ends the file/],
    ['an alias', 'name: n\ntime: *other\n', /^2: `\*other` refers to another place/],
    ['an anchor', 'name: &me n\n', /^1: `&me` names a place/],
    ['a tag that would make an object', 'name: n\ntime: !!js/function x\n', /^2: a value cannot begin with !/],
    ['a tag that would make a number', 'name: n\ntime: !!int 5\n', /^2: a value cannot begin with !/],
    ['nothing but comments', '# a\n# b\n', /^1: nothing but comments stands here/],
    ['a list', '- a\n', /^1: this is not a group of `key: value`/],
    ['lists inside lists without end', `name: ${'['.repeat(5_000)}`, /^1: groups and lists are nested too deeply/],
    ['lists inside lists, closed', `name: ${'['.repeat(2_000)}${']'.repeat(2_000)}`, /^1: /],
  ])('with %s is told by line and mend', (_, text, expected) => {
    const problems = problemsIn(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  it.each([
    ['a missing key', 'time: a\n', '1: `name` is missing; add it: what it is called'],
    ['an empty key', 'time: a\nname:\n', '2: `name` is empty; fill it in: what it is called'],
    [
      'a value that turns out to be a comment',
      'name: #Lamps\n',
      '1: `name` is empty; fill it in: what it is called (what follows a # is a comment; to begin a value with #, put it in "quotes")',
    ],
    ['a number for text', 'name: 6\n', '1: `name` is a number (`6`); write text: put it in quotes, "6"'],
    ['text for a number', 'name: n\ncount: three\n', '2: `count` is text (`three`); write a number'],
    ['a broken number', 'name: n\ncount: 1.5\n', '2: `count` is a number (`1.5`); write a whole number'],
    ['a number that is too small', 'name: n\ncount: 0\n', '2: `count` is `0`; it must be at least 1'],
    ['yes for true', 'name: n\nwarm: yes\n', '2: `warm` is text (`yes`); write true or false'],
    ['text for a list', 'name: n\ntags: a\n', '2: `tags` is text (`a`); write a list: ["a"]'],
    ['an empty list', 'name: n\ntags: []\n', '2: `tags` is an empty list; give at least one'],
    [
      'a group for text',
      'name:\n  time: a\n',
      '1: `name` is a group of `key: value`; write text (perhaps the lines below it are indented too far)',
    ],
    [
      'one of the list that is wrong',
      'name: n\ntags:\n  - a\n  - 5\n',
      '4: `tags` (number 2 of the list) is a number (`5`); write text: put it in quotes, "5"',
    ],
    [
      'a choice mistyped',
      'name: n\ncolour: gren\n',
      '2: `colour` is `gren`; did you mean `green`? (it can be: red, green)',
    ],
    ['a choice that is none', 'name: n\ncolour: blue\n', '2: `colour` is `blue`; write one of: red, green'],
    [
      'a day that does not exist',
      'name: n\nday: 2026-02-29\n',
      '2: `day` is `2026-02-29`, a day that does not exist; write a day of the calendar',
    ],
    [
      'a day in another order',
      'name: n\nday: 29.11.2026\n',
      '2: `day` is `29.11.2026`; write a day as YYYY-MM-DD, for instance 2026-11-29',
    ],
    ['a name that is not allowed', 'name: n\nsizes:\n  a: 1\n  B: 2\n', '4: the key here must be small letters'],
    [
      'an unknown key that looks like another',
      'name: n\ninside:\n  qiet: x\n',
      '3: unknown key `qiet`; did you mean `quietHours`?',
    ],
    [
      'an unknown key that belongs elsewhere',
      'name: n\nspacing: 1h\n',
      '2: unknown key `spacing`: it belongs under `inside`; move it there or take it out',
    ],
    [
      'an unknown key',
      'name: n\ninside: { colours: 1 }\n',
      '2: unknown key `colours`; take it out, or write one of: quietHours, spacing',
    ],
    ['a key that means something to the language', 'name: n\n__proto__: { name: x }\n', /^2: unknown key `__proto__`/],
  ])('with %s says so', (_, text, expected) => {
    const problems = problemsIn(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  it('tells everything at once, in the order of the lines, counted from where the text begins', () => {
    const text = 'colour: blue\r\ncount: 0\r\ninside:\r\n  qiet: 1\r\n  spacing: 5\r\n';
    expect(problemsIn(text, 10).map((problem) => Number.parseInt(problem, 10))).toEqual([11, 11, 12, 14, 15]);
  });

  it('that is another kind of file is refused without a long list and without a long wait', () => {
    const problems = problemsIn(`name: n\n${Array.from({ length: 20_000 }, (_, i) => `key${i}: ${i}`).join('\n')}`);
    expect(problems).toHaveLength(51);
    expect(problems).toContain('1: 19950 more unknown keys stand in this group; is it the right file?');
  }, 10_000);

  it('keeps what is sound for further checks', () => {
    const { value, sound } = readYaml(
      'a.yaml',
      'name: n\ncount: 0\ntags: [a, 5]\ninside: { qiet: 1, spacing: 1h }\nfoo: 1\n',
      schema,
    );
    expect(value).toBeUndefined();
    expect(sound).toEqual({ name: 'n', tags: ['a', undefined], inside: { spacing: '1h' } });
  });
});

describe('nearest', () => {
  it.each([
    ['hashtags', ['hashtag', 'horizon'], 'hashtag'],
    ['EN', ['en', 'ar'], 'en'],
    ['fr', ['en', 'ar'], undefined],
    ['qiet', ['repeatAfter', 'quietHours'], 'quietHours'],
    ['by', ['reviewedBy', 'on'], 'reviewedBy'],
    ['whatever', ['en', 'ar'], undefined],
    ['x', [], undefined],
  ])('of %s among %j is %s', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });
});

const bytes = (...parts: (string | number)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...new TextEncoder().encode(part)])));

describe('the bytes of a file', () => {
  it.each([
    ['plain text', bytes('a\nb\n'), 'a\nb\n'],
    ['Arabic, with its line ends untouched', bytes('مصباح\r\n'), 'مصباح\r\n'],
    ['a byte order mark, which is dropped', bytes(0xef, 0xbb, 0xbf, 'a'), 'a'],
    ['a real replacement character', bytes('a\ufffd'), 'a\ufffd'],
  ])('may be %s', (_, given, text) => {
    expect(decodeText(given)).toBe(text);
  });

  it.each([
    [
      'Latin-1',
      bytes('a\nb\nliberté\ncaf', 0xe9, '\nd'),
      4,
      /is not UTF-8.*Latin-1 or Windows-1252.*save it with the encoding UTF-8/,
    ],
    ['a character cut off at the end', bytes('a\n', 0xd8), 2, /is not UTF-8/],
    ['UTF-16 with a byte order mark', bytes(0xff, 0xfe, 'a', 0), 1, /is saved as UTF-16; .* UTF-8/],
    ['UTF-16, the other way round', bytes(0xfe, 0xff, 0, 'a'), 1, /is saved as UTF-16; .* UTF-8/],
    ['UTF-16 without a byte order mark', bytes('a', 0, 'b', 0), 1, /zero bytes, as pictures, programs and UTF-16 do/],
    ['a picture', bytes(0x89, 'PNG\r\n', 0x1a, '\n', 0, 0), 3, /is not text/],
    ['nothing', bytes(), 1, /the file is empty; fill it in/],
    ['blanks', bytes('\n  \n'), 1, /the file is empty; fill it in/],
    ['a byte order mark alone', bytes(0xef, 0xbb, 0xbf), 1, /the file is empty/],
    ['more than 1 MB', new Uint8Array(1_000_001).fill(0x61), 1, /larger than 1 MB/],
  ])('are refused when they are %s', (_, given, line, message) => {
    expect(decodeText(given)).toEqual({ line, message: expect.stringMatching(message) });
  });
});

describe('a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yaml-'));
    await writeFile(join(folder, 'good.yaml'), 'a: 1\n');
    await mkdir(join(folder, 'folder.yaml'));
    await writeFile(join(folder, 'huge.yaml'), 'a');
    await truncate(join(folder, 'huge.yaml'), 5_000_000_000); // a hole: it takes no room on the disk
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is read as text', async () => {
    expect(await readText(folder, 'good.yaml')).toEqual({ text: 'a: 1\n' });
  });

  it.each([
    ['missing.yaml', /^there is no such file; put it there/],
    ['good.yaml/below.yaml', /^there is no such file: a part of its path is not a folder/],
    ['folder.yaml', /^this is a folder; a file with this name must stand here/],
    ['huge.yaml', /larger than 1 MB/],
  ])('%s is one problem, in line 1', async (file, message) => {
    expect(await readText(folder, file)).toMatchObject({
      problem: { file, line: 1, message: expect.stringMatching(message) },
    });
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read is one problem', async () => {
    await writeFile(join(folder, 'secret.yaml'), 'a', { mode: 0 });
    expect(await readText(folder, 'secret.yaml')).toMatchObject({
      problem: { message: expect.stringMatching(/may not be read/) },
    });
  });
});
