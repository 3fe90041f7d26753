import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { partnersFrom } from '../../src/config/partners.ts';
import { changed, partnersYaml, told } from './campaign-folder.ts';

const read = (text: string) => partnersFrom('config/partners.yaml', text);
const problemsAfter = (place: string, into: string) => told(read(changed(partnersYaml, place, into)).problems);

describe('config/partners.yaml', () => {
  it('becomes partners, with defaults and exceptions put together for each network', () => {
    const { partners, problems, notes } = read(partnersYaml);
    expect([problems, notes]).toEqual([[], []]);
    expect(partners).toMatchObject({ perDay: 6, partners: [{ id: 'keepers', name: 'The Lamp Keepers' }] });
    const keepers = partners?.partners[0];
    expect(keepers?.accounts).toEqual({ bluesky: 'keepers.example' });
    expect(keepers?.consent).toEqual({ by: 'E. Person', on: '2026-11-01', evidence: 'letters/1' });
    expect(keepers?.rules.bluesky).toMatchObject({
      mode: 'review',
      perDay: 3,
      langs: ['en', 'ar'],
      include: ['#LightTheLamps'],
    });
    expect(keepers?.rules.x).toMatchObject({ mode: 'auto', perDay: 3 });
    expect(keepers?.rules.x.hold.toString()).toBe('PT20M');
    expect(Object.keys(keepers?.rules.x ?? {})).not.toContain('networks');
  });

  it.each([['partners: []\n'], ['partners:\nperDay:\n']])('may be without partners: %j', (text) => {
    expect(read(text)).toMatchObject({ partners: { perDay: 6, partners: [] }, problems: [], notes: [] });
  });

  it('is careful where it says nothing', () => {
    const { partners } = read('partners:\n  - { id: a, name: A }\n');
    expect(partners?.partners[0]?.rules.mastodon).toMatchObject({
      mode: 'review',
      originalsOnly: true,
      altText: 'required',
      sensitive: 'decline',
    });
  });

  it.skipIf(!existsSync('../shared/examples/partners.yaml'))('may be the complete example', () => {
    const { partners, problems, notes } = read(readFileSync('../shared/examples/partners.yaml', 'utf8'));
    expect(problems).toEqual([]);
    expect(partners?.partners[0]?.id).toBe('al-haq');
    expect(told(notes)).toEqual([expect.stringMatching(/^20: Al-Haq is never boosted: .*`by`, `on`, `evidence`/)]);
  });

  const again = `${partnersYaml}  - { id: keepers, name: Others, consent: { by: x, on: 2026-11-01, evidence: y } }\n`;

  it.each([
    ['id: keepers', 'id: The Keepers', '16: `id` is `The Keepers`; use small letters a-z, digits and hyphens only'],
    [
      'hold: 20m',
      'hold: 24h',
      '12: posts are held for 24h (`hold`) and are then too old (`maxAge` 24h), so none would ever be boosted; make `hold` shorter than `maxAge`',
    ],
    [
      'x: { mode: auto }',
      'x: { maxAge: 10m }',
      '20: posts are held for 20m (`hold`) and are then too old (`maxAge` 10m), so none would ever be boosted; make `hold` shorter than `maxAge`',
    ],
    ['x: { mode: auto }', 'x: { mode: manual }', '20: `mode` is `manual`; write one of: review, auto'],
    [
      'x: { mode: auto }',
      'threads: { mode: auto }',
      '20: unknown key `threads`; take it out, or write one of: bluesky, mastodon, x',
    ],
    [
      '["#LightTheLamps"]',
      '"#LightTheLamps"',
      '5: `include` is text (`#LightTheLamps`); write a list: ["#LightTheLamps"]',
    ],
    ['minEngagement: 0', 'minEngagement: -1', '10: `minEngagement` is `-1`; it must be at least 0'],
    ['perDay: 6', 'perDay: many', '1: `perDay` is text (`many`); write a number'],
    [
      'spacing: 45m',
      'spacing: 45 minutes',
      '14: `spacing` is `45 minutes`; write a whole number and s, m, h or d: 45s, 30m, 2h, 14d',
    ],
    [
      'until: }',
      'until: 2026-10-01 }',
      '19: the consent ends (`until` 2026-10-01) before it begins (`on` 2026-11-01); correct one of the two',
    ],
    [
      'bluesky: keepers.example',
      'bluesky: the keepers',
      "18: `bluesky` is `the keepers`; write the account's name without spaces",
    ],
    ['originalsOnly: true', 'originalOnly: true', '7: unknown key `originalOnly`; did you mean `originalsOnly`?'],
    [
      '[en, ar]',
      '[en, xx]',
      '4: `langs` names `xx`, and there is no such language; write its code, for instance en, ar or pt-BR',
    ],
    [
      '[en, ar]',
      '[und]',
      '4: `langs` names `und`, and there is no such language; write its code, for instance en, ar or pt-BR',
    ],
    [
      '["#LightTheLamps"]',
      '["#Light The Lamps"]',
      '5: `include` (number 1 of the list) is `#Light The Lamps`; a hashtag holds only letters, digits and _, no spaces or other signs',
    ],
    [
      'exclude: []',
      'exclude: ["#lightthelamps"]',
      '6: `#LightTheLamps` stands in `include` and in `exclude`: a post with it is wanted and refused at once; take it out of one of the two',
    ],
    [
      'x: { mode: auto }',
      'x: { exclude: ["#LightTheLamps"] }',
      '20: `#LightTheLamps` stands in `include` and in `exclude`: a post with it is wanted and refused at once; take it out of one of the two',
    ],
    [partnersYaml, again, '21: `id` keepers stands here for the second time; give each partner its own'],
  ])('with %j changed to %j has one problem', (place, into, expected) => {
    expect(problemsAfter(place, into)).toEqual([expected]);
  });

  it('gives each account to one partner', () => {
    const other = `${partnersYaml}  - { id: others, name: Others, accounts: { bluesky: "@Keepers.example" } }\n`;
    expect(told(read(other).problems)).toEqual([
      '21: `@Keepers.example` is the account of keepers already; each partner has its own',
    ]);
  });

  it('knows in which line each rule is said', () => {
    const { partners } = read(partnersYaml);
    expect(partners?.lines).toEqual({ perDay: 1, defaults: 2, x: 1 });
    expect(partners?.partners[0]?.rules.x.lines).toMatchObject({ langs: 4, perDay: 20, mode: 20, spacing: 14 });
    expect(partners?.partners[0]?.rules.bluesky.lines).toMatchObject({ mode: 3, perDay: 20 });
  });

  it('without a consent on record is worth a note', () => {
    const { partners, notes } = read(changed(partnersYaml, 'evidence: letters/1', 'evidence:'));
    expect(partners).toBeDefined();
    expect(told(notes)).toEqual([
      '19: The Lamp Keepers is never boosted: its consent is not on record; fill in `evidence` of `consent`',
    ]);
  });
});

describe('looks at boosts on X', () => {
  const withLooks = (written: string) => read(`x: { lookAgain: ${written} }\npartners:\n`);

  it.each([
    ['', undefined],
    ['[1h, 1d, 7d]', ['1h', '24h', '168h']],
    ['[7d, 60m, 1h, 1d]', ['1h', '24h', '168h']],
    ['[]', []],
  ])('are written %j', (written, expected) => {
    const { partners, problems } = withLooks(written);
    expect(problems).toEqual([]);
    expect(partners?.lookAgainOnX?.map((one) => `${one.total('hours')}h`)).toEqual(expected);
  });

  it('may be left out with their key', () => {
    expect(read('x:\npartners:\n')).toMatchObject({ problems: [], notes: [] });
    expect(read('x: {}\npartners:\n').partners?.lookAgainOnX).toBeUndefined();
  });

  it.each([
    ['[0m]', '0m'],
    ['[31d]', '31d'],
    ['[soon]', 'soon'],
    [`[${Array.from({ length: 11 }, (_, i) => `${i + 1}h`).join(', ')}]`, 'more than 10 looks'],
  ])('refuses %j', (written, words) => {
    expect(told(withLooks(written).problems)).toEqual([expect.stringContaining(words)]);
  });

  it('that never happen are told of: nothing is undone by itself but for consent', () => {
    expect(told(withLooks('[]').notes)).toEqual([
      expect.stringMatching(/^1: on X no boost is looked at again .* not undone by itself\. .* consent ends/),
    ]);
    expect(withLooks('[1h]').notes).toEqual([]);
  });
});
