import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { campaignFrom } from '../../src/config/campaign.ts';
import type { FindPicture } from '../../src/content/media.ts';
import { messageFrom } from '../../src/content/message.ts';
import { campaignYaml, changed, messageMd, told } from '../config/campaign-folder.ts';

const { campaign } = campaignFrom('config/campaign.yaml', campaignYaml);
const today = Temporal.PlainDate.from('2026-11-24');
const lamp = 'a'.repeat(64);
/** Pictures that are there, one of them broken and one too small. */
const findPicture: FindPicture = async (file) => {
  if (file === 'media/lamp.png') return { sha256: lamp, notes: [] };
  if (file === 'media/tiny.png') return { sha256: 'b'.repeat(64), notes: ['it is very small'] };
  if (file === 'media/broken.png') return { sha256: 'c'.repeat(64), problem: 'is broken', notes: [] };
  return { problem: 'is not there', notes: [] };
};
const read = (text: string, statement?: string) =>
  messageFrom('content/toolkit/m.md', text, { campaign, statement, today, findPicture });
const problemsAfter = async (place: string, into: string) =>
  told((await read(changed(messageMd, place, into))).problems);

const fresh = (text: string): string => changed(text, 'reviewedOn: 2026-11-20', 'reviewedOn: 2026-11-24');

describe('a message file', () => {
  it('becomes a message', async () => {
    const { message, problems } = await read(messageMd);
    expect(problems).toEqual([]);
    expect(message).toEqual({
      id: 'lamps-lit',
      kind: 'action',
      source: { start: 0, end: 0, sha256: '' },
      reviewedOn: '2026-11-20',
      link: 'petition',
      at: ['2026-11-29T12:00'],
      sections: [
        { lang: 'en', network: undefined, text: 'Light a lamp.\nThen another.', line: 10 },
        { lang: 'en', network: 'x', text: 'Lamps, now.', line: 15 },
        { lang: 'ar', network: undefined, text: 'أضيئوا مصباحا', line: 19 },
      ],
      media: [],
      contentWarning: {},
      file: 'content/toolkit/m.md',
    });
  });

  it('reads the same with the line ends of Windows, and has the same lines', async () => {
    const windows = (text: string) => text.replaceAll('\n', '\r\n');
    expect(await read(windows(messageMd))).toEqual(await read(messageMd));
    const broken = changed(changed(messageMd, 'kind: action', 'kind: acting'), '## ar', '## fr');
    expect(told((await read(windows(broken))).problems)).toEqual(told((await read(broken)).problems));
  });

  it('keeps blank lines and spaces inside a text, hashtags at the start of a line too', async () => {
    const { message } = await read(changed(messageMd, 'Light a lamp.\n', '\n  Light  a lamp.\n\n#LightTheLamps\n'));
    expect(message?.sections[0]?.text).toBe('Light  a lamp.\n\n#LightTheLamps\nThen another.');
  });

  it.each([
    ['no head', '---\nid', 'id', /^1: a message file begins with a line of only `---`/],
    ['a head without an end', '\n---\n\n## en', '\n\n## en', /^1: the head that begins here has no end/],
    ['an unknown key', 'reviewedOn', 'reviewed', '5: unknown key `reviewed`; did you mean `reviewedOn`?'],
    [
      'an id in capitals',
      'id: lamps-lit',
      'id: Lamps',
      '2: `id` is `Lamps`; use small letters a-z, digits and hyphens only',
    ],
    [
      'no id',
      'id: lamps-lit',
      'id:',
      '2: `id` is empty; fill it in: the name of the message: small letters, digits and hyphens; no two messages share one',
    ],
    [
      'an unknown kind',
      'kind: action',
      'kind: acting',
      '3: `kind` is `acting`; did you mean `action`? (it can be: day, background, action, organisations, policy)',
    ],
    [
      'an unknown link',
      'link: petition',
      'link: petitions',
      '6: `link` is `petitions`, a name that `links` in config/campaign.yaml does not have; did you mean `petition`?',
    ],
    [
      'a moment without a day',
      '[2026-11-29T12:00]',
      '[12:00]',
      /^7: `at` \(number 1 of the list\) is `12:00`; write a moment .* 2026-11-29T12:00$/,
    ],
    ['a moment on no day', '[2026-11-29T12:00]', '[2026-11-31T12:00]', /^7: `at` .* a moment that does not exist/],
    [
      'a moment that the clocks skip',
      '[2026-11-29T12:00]',
      '[2026-11-29T12:00, 2026-03-28T02:30]',
      /^7: `at` 2026-03-28T02:30 does not exist in Asia\/Hebron/,
    ],
    ['text before the first heading', '\n## en\n', 'Hello\n\n## en\n', /^9: text before the first heading/],
    [
      'an unknown language',
      '## ar',
      '## fr',
      '19: unknown heading `## fr`: `fr` is not a language of the campaign; write one of: en, ar',
    ],
    [
      'a language in capitals',
      '## ar',
      '## AR',
      '19: unknown heading `## AR`: `AR` is not a language of the campaign; did you mean `ar`?',
    ],
    [
      'an unknown network',
      '## en x',
      '## en twitter',
      '15: unknown heading `## en twitter`: `twitter` is not a network; write one of: bluesky, mastodon, x',
    ],
    ['a heading with a space at its end', '## ar', '## ar ', /^19: unknown heading `## ar `; write exactly `## LANG`/],
    ['a heading without a space', '## ar', '##ar', /^19: unknown heading `##ar`; write exactly/],
    ['a heading of another level', '## ar', '### ar', /^19: unknown heading `### ar`; write exactly/],
    ['a heading with more to it', '## en x', '## en x mastodon', /^15: unknown heading/],
    [
      'a heading given twice',
      '## en x',
      '## en',
      '15: the heading `## en` stands here again (first in line 10); make one section of the two',
    ],
    [
      'an empty section',
      'Lamps, now.',
      '',
      '15: the section `## en x` is empty; write its text, or take the heading out',
    ],
    ["a network's section without its language's", '## ar', '## ar x', /^19: `## ar x` stands without `## ar`/],
    [
      'an override of the direction',
      'Then another.',
      'Then \u202eanother.',
      /^13: this line holds an invisible character, U\+202E, which turns the direction/,
    ],
    [
      'an embedding of the direction, in the head',
      '# a comment',
      '# a \u202bcomment',
      /^3: this line holds an invisible character, U\+202B/,
    ],
    [
      'a control character',
      'Lamps, now.',
      'Lamps,\u0008 now.',
      /^17: this line holds an invisible character, U\+0008, which nobody sees/,
    ],
    ['a lone carriage return', 'Lamps, now.', 'Lamps,\rnow.', /^17: this line holds an invisible character, U\+000D/],
  ])('with %s is refused by line and mend', async (_, place, into, expected) => {
    const problems = await problemsAfter(place, into);
    expect(problems).toEqual([typeof expected === 'string' ? expected : expect.stringMatching(expected)]);
    expect((await read(changed(messageMd, place, into))).message).toBeUndefined();
  });

  it.each([
    ['joiners and marks of direction', 'می\u200cخواهم \u200f\u200e\u200d'],
    ['isolates', '\u2067مصباح\u2069'],
    ['emoji that are joined', '👩🏽‍🚒 🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['a tab', 'a\tb'],
  ])('may hold %s', async (_, text) => {
    expect(await problemsAfter('Lamps, now.', text)).toEqual([]);
  });

  it('with only a head has no text', async () => {
    const head = messageMd.slice(0, messageMd.indexOf('\n## en'));
    expect(told((await read(head)).problems)).toEqual([expect.stringMatching(/^9: the message has no text/)]);
  });

  it('tells everything at once, in the order of the lines', async () => {
    const text = messageMd
      .replace('lamps-lit', 'A')
      .replace('2026-11-20', '2026-13-01')
      .replace('[2026', '[x2026')
      .replace('Lamps, now.', '')
      .replace('## ar', '## xx');
    expect(told((await read(text)).problems).map((problem) => Number.parseInt(problem, 10))).toEqual([2, 5, 7, 15, 19]);
  });

  it('is checked as far as it can be while campaign.yaml has problems', async () => {
    const text = messageMd
      .replace('link: petition', 'link: other')
      .replace('## ar', '## fr')
      .replace('## en x', '## en y');
    const around = { campaign: undefined, statement: undefined, today, findPicture };
    const { problems } = await messageFrom('m.md', text, around);
    expect(told(problems)).toEqual([
      '15: unknown heading `## en y`: `y` is not a network; write one of: bluesky, mastodon, x',
    ]);
  });

  it.skipIf(!existsSync('../shared/examples/act-elected-representatives.md'))(
    'may have the head of the complete example',
    async () => {
      const { id, problems } = await read(readFileSync('../shared/examples/act-elected-representatives.md', 'utf8'));
      expect(id?.value).toBe('act-elected-representatives');
      expect(told(problems)).toEqual([expect.stringMatching(/^10: media\/six-lamps.png is not there/)]);
    },
  );
});

describe('the notes of a message file', () => {
  const filled = changed(messageMd, 'start: 0, end: 0, sha256: ""', `start: 1, end: 9, sha256: ${'a'.repeat(64)}`);

  it.each([
    ['none, when it is complete', filled, []],
    ['that it names no passage', messageMd, [/^4: the message names no passage of the statement/]],
    [
      'that it has no source at all',
      changed(messageMd, 'source: { start: 0, end: 0, sha256: "" }\n', ''),
      [/^2: the message names no passage/],
    ],
    [
      'that nobody has reviewed it',
      changed(filled, 'reviewedOn: 2026-11-20', 'reviewedOn:'),
      [/^5: nobody has reviewed the message/],
    ],
    ['none, 90 days after the review', changed(filled, '2026-11-20', '2026-08-26'), []],
    [
      'that the review is 91 days old',
      changed(filled, '2026-11-20', '2026-08-25'),
      [/^5: the message was last reviewed 91 days ago, and goes live for 90/],
    ],
    [
      'that its link is empty',
      changed(filled, 'link: petition', 'link: toolkit'),
      [/^6: the link `toolkit` is empty in config\/campaign.yaml/],
    ],
  ])('say %s', async (_, text, expected) => {
    const { message, notes, problems } = await read(text);
    expect(problems).toEqual([]);
    expect(message).toBeDefined();
    expect(told(notes)).toEqual(expected.map((one) => expect.stringMatching(one)));
  });
});

describe('the passage of a message', () => {
  const statement = 'Menu\r\nWe ask everyone to light a lamp 🪔 today, «اليوم», and to keep it lit.\r\n';
  const sourceAt = (start: number, end: number, sha256: string) =>
    read(
      fresh(changed(messageMd, 'start: 0, end: 0, sha256: ""', `start: ${start}, end: ${end}, sha256: "${sha256}"`)),
      statement,
    );
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const passage = 'a lamp 🪔 today, «اليوم»';
  const start = statement.indexOf(passage);
  const end = start + passage.length;

  it.each([
    ['is what the hash says', start, end, hash(passage), []],
    [
      'is another',
      start + 1,
      end,
      hash(passage),
      [/does not match its hash: .* reads “lamp 🪔 today.*”; if that is the passage, write `sha256: [0-9a-f]{64}`/],
    ],
    ['has no hash', start, end, '', [new RegExp(`has no hash: .* write \`sha256: ${hash(passage)}\``)]],
    [
      'lies outside',
      start,
      5000,
      hash(passage),
      [/ends at 5000, outside the copy of the statement, which has \d+ characters/],
    ],
    ['ends before it starts', end, start, hash(passage), [/ends \(\d+\) before it starts \(\d+\)/]],
    ['cuts a character in two', start, statement.indexOf('🪔') + 1, hash(passage), [/cuts a character in two/]],
    ['is none, with a hash', 0, 0, hash(''), [/has a hash, and no passage/]],
  ])('%s', async (_, from, to, sha256, expected) => {
    expect(told((await sourceAt(from, to, sha256)).problems)).toEqual(
      expected.map((one) =>
        expect.stringMatching(new RegExp(`^4: \`source\` .*${one.source}|^4: \`source\` ${one.source}`)),
      ),
    );
  });

  it('is checked only by its shape when there is no copy', async () => {
    const source = async (text: string) =>
      told((await read(changed(messageMd, 'start: 0, end: 0, sha256: ""', text))).problems);
    expect(await source(`start: 10, end: 9000, sha256: ${'a'.repeat(64)}`)).toEqual([]);
    expect(await source('start: 10, end: 9000')).toEqual([expect.stringMatching(/^4: `source` has no hash/)]);
    expect(await source('start: -1, end: 9, sha256: x')).toHaveLength(2);
  });
});

describe('a thread', () => {
  it('is posts between lines of only ---, each trimmed', async () => {
    const { message, problems } = await read(
      changed(messageMd, 'Then another.\n', '\n---  \n\n\nThen another.\n\nAnd rest.\n\n---\nDone.\n'),
    );
    expect(problems).toEqual([]);
    expect(message?.sections[0]?.text).toBe('Light a lamp.\n---\nThen another.\n\nAnd rest.\n---\nDone.');
    expect(message?.sections[1]).toMatchObject({ network: 'x', text: 'Lamps, now.' });
  });

  it.each([
    ['first', 'Light a lamp.', '---\nLight a lamp.', /^12: post 1 of 2 of this thread is empty; write its text/],
    ['middle', 'Then another.', '---\n\n---\nThen another.', /^13: post 2 of 3 of this thread is empty/],
    ['last', 'Then another.', 'Then another.\n---', /^14: post 2 of 2 of this thread is empty/],
  ])('with an empty %s post is refused', async (_, place, into, expected) => {
    expect(await problemsAfter(place, into)).toEqual([expect.stringMatching(expected)]);
  });

  it('has 25 posts at most', async () => {
    const posts = (count: number) => Array.from({ length: count }, (_, i) => `Lamp ${i + 1}.`).join('\n---\n');
    expect(await problemsAfter('Lamps, now.', posts(25))).toEqual([]);
    expect(await problemsAfter('Lamps, now.', posts(26))).toEqual([
      '66: this thread has 26 posts, and may have 25; make it shorter',
    ]);
  });

  it('of nothing but lines of --- has nothing to say', async () => {
    expect(await problemsAfter('Lamps, now.', '---\n---')).toHaveLength(3);
  });
});

describe('the pictures of a message', () => {
  const withMedia = (yaml: string) => changed(messageMd, 'at: [', `${yaml}\nat: [`);
  const both = 'alt: { en: A lit lamp, ar: مصباح مضاء }';

  it('are its files with their words and the hash of their bytes, in order', async () => {
    const { message, problems, notes } = await read(
      withMedia(`media:\n  - { file: media/tiny.png, ${both} }\n  - { file: media/lamp.png, ${both} }`),
    );
    expect(problems).toEqual([]);
    const alt = { en: 'A lit lamp', ar: 'مصباح مضاء' };
    expect(message?.media).toEqual([
      { file: 'media/tiny.png', alt, sha256: 'b'.repeat(64), line: 8 },
      { file: 'media/lamp.png', alt, sha256: lamp, line: 9 },
    ]);
    expect(told(notes)).toContain('8: media/tiny.png: it is very small');
  });

  it.each([
    ['that is not there', `media: [{ file: media/a.png, ${both} }]`, [/^7: media\/a.png is not there/]],
    ['that is broken', `media: [{ file: media/broken.png, ${both} }]`, [/^7: media\/broken.png is broken/]],
    [
      'without words in one language of the message',
      'media:\n  - file: media/lamp.png\n    alt: { en: A lit lamp }',
      [/^9: `alt` of media\/lamp.png has no words in `ar`; say there what the picture shows/],
    ],
    [
      'with blank words in one',
      'media:\n  - file: media/lamp.png\n    alt: { en: A lit lamp, ar: "  " }',
      [/^9: `alt` of media\/lamp.png has no words in `ar`/],
    ],
    [
      'without any words',
      'media:\n  - file: media/lamp.png',
      [/^8: `alt` of media\/lamp.png has no words in `en`, `ar`/],
    ],
    [
      'with words in a language that the campaign does not have',
      `media: [{ file: media/lamp.png, alt: { en: A, ar: ب, fr: Une lampe } }]`,
      [
        /^7: `alt` of media\/lamp.png is written in `fr`, which is not a language of the campaign; write one of: en, ar/,
      ],
    ],
    [
      'that stands there twice',
      `media:\n  - { file: media/lamp.png, ${both} }\n  - { file: media/lamp.png, ${both} }`,
      [/^9: media\/lamp.png stands here for the second time/],
    ],
    ['without a file', `media: [{ ${both} }]`, [/^7: `file` is missing/]],
    ['given as a list of names', 'media: [media/lamp.png]', [/^7: `media` \(number 1 of the list\) is text/]],
  ])('are refused when there is one %s', async (_, yaml, expected) => {
    const { problems, message } = await read(withMedia(yaml));
    expect(told(problems)).toEqual(expected.map((one) => expect.stringMatching(one)));
    expect(message).toBeUndefined();
  });
});

describe('a content warning', () => {
  const withWarning = (yaml: string) => changed(messageMd, 'at: [', `contentWarning: ${yaml}\nat: [`);

  it('stands in each language of the message', async () => {
    const { message, problems, notes } = await read(withWarning('{ en: " Bright light ", ar: ضوء ساطع }'));
    expect(problems).toEqual([]);
    expect(message?.contentWarning).toEqual({ en: 'Bright light', ar: 'ضوء ساطع' });
    expect(told(notes).join()).not.toMatch(/warn/);
  });

  it.each(['{}', '', '{ en: "" }'])('written as “%s” is none', async (yaml) => {
    const { message, problems } = await read(withWarning(yaml));
    expect(problems).toEqual([]);
    expect(message?.contentWarning).toEqual({});
  });

  it('in only some of them is noted', async () => {
    const { notes } = await read(withWarning('{ en: Bright light }'));
    expect(told(notes)).toContain(
      '7: the message warns of its content in en, and not in ar; add the warning there too',
    );
  });

  it.each([
    [
      'in a language without a section',
      '{ en: Light, ar: ضوء, fr: Lumière }',
      /^7: `contentWarning` has words in `fr`, and the message has no section `## fr`/,
    ],
    ['of two lines', '{ en: "Bright\\nlight", ar: ضوء }', /^7: the content warning in `en` has more than one line/],
  ])('%s is refused', async (_, yaml, expected) => {
    expect(told((await read(withWarning(yaml))).problems)).toEqual([expect.stringMatching(expected)]);
  });
});
