import { describe, expect, it } from 'vitest';
import { campaignFrom } from '../../src/config/campaign.ts';
import { partnersFrom } from '../../src/config/partners.ts';
import { boostShortcomings } from '../../src/jobs/boost-shortcomings.ts';
import { offlineRules } from '../../src/jobs/networks.ts';
import { campaignYaml, changed, partnersYaml, told } from '../config/campaign-folder.ts';

const today = Temporal.PlainDate.from('2026-11-29');

const found = (partners: string, campaign = campaignYaml) => {
  const read = {
    campaign: campaignFrom('config/campaign.yaml', campaign).campaign!,
    partners: partnersFrom('config/partners.yaml', partners).partners!,
  };
  return boostShortcomings(read.campaign, read.partners, offlineRules(), today);
};
const problems = (...args: Parameters<typeof found>) => told(found(...args).problems);
const notes = (...args: Parameters<typeof found>) => told(found(...args).notes);

const ordinary =
  'boosts original posts in en or ar that contain #LightTheLamps, 20 minutes after they appear, at most 3 a day, 45 minutes apart, not between 23:00 and 07:00';
const rest = 'pictures only with alt text; nothing marked as sensitive; nothing older than 24 hours';
const plain = changed(partnersYaml, 'perDay: 3, networks: { x: { mode: auto } }', '');

describe('what check says of boosting', () => {
  it('says each rule in a sentence, networks that differ apart', () => {
    expect(found(partnersYaml).problems).toEqual([]);
    expect(notes(partnersYaml)).toEqual([
      `20: The Lamp Keepers: on Bluesky and Mastodon ${ordinary}; a person accepts each; ${rest}. And on X ${ordinary}; without asking anybody; ${rest}`,
    ]);
  });

  it('says the defaults once for all that have no exception', () => {
    const more = ['a', 'b', 'c'].map((id) => `  - { id: ${id}, name: ${id.toUpperCase()} }\n`).join('');
    expect(notes(plain + more)).toEqual([
      expect.stringMatching(/^2: The Lamp Keepers and 3 others: boosts original posts .* at most 2 a day/),
    ]);
  });

  it.each([
    ['on: 2026-11-01', 'on: 2026-11-30', /is boosted from 2026-11-30 on/],
    ['until: }', 'until: 2026-11-28 }', /is not boosted any more: its consent ended on 2026-11-28/],
    ['perDay: 6', 'perDay: 1', /3 boosts a day of one partner \(`perDay`\) are never reached: there are 1 in all/],
  ])('notes %j changed to %j', (place, into, words) => {
    expect(notes(changed(partnersYaml, place, into)).join('\n')).toMatch(words);
  });

  it('notes no consent that ends today', () => {
    expect(notes(changed(partnersYaml, 'until: }', 'until: 2026-11-29 }'))).toHaveLength(1);
  });

  it.each([
    [
      'perDay: 2\n  spacing: 45m',
      'perDay: 23\n  spacing: 45m',
      '13: 23 boosts a day (`perDay`), 45 minutes apart (`spacing`), do not fit into a day without its quiet hours; lower one of the two',
    ],
    [
      'spacing: 45m',
      'spacing: 16h',
      '13: 2 boosts a day (`perDay`), 16 hours apart (`spacing`), do not fit into a day without its quiet hours; lower one of the two',
    ],
  ])('refuses what does not fit into a day: %j changed to %j', (place, into, expected) => {
    expect(problems(changed(plain, place, into))).toEqual([expected]);
  });

  it('refuses caps above what a network allows, posts of ours counted with them', () => {
    const many = changed(
      changed(changed(plain, 'perDay: 6', 'perDay: 400'), 'perDay: 2\n', 'perDay: 400\n'),
      'spacing: 45m',
      'spacing: 10s',
    );
    expect(problems(many)).toEqual([
      expect.stringMatching(
        /^1: Mastodon: up to 800 boosts could fall within 3 hours beside 3 posts of ours, and the network allows 300; lower `perDay` or widen `spacing`/,
      ),
      expect.stringMatching(/^1: X: up to 91 boosts could fall within 15 minutes, and the network allows 50/),
    ]);
  });

  it('takes caps that the networks allow', () => {
    expect(
      problems(
        changed(changed(plain, 'perDay: 6', 'perDay: 60'), 'perDay: 2\n  spacing: 45m', 'perDay: 60\n  spacing: 1m'),
      ),
    ).toEqual([]);
  });
});

describe('what check says of money', () => {
  const onX = changed(plain, 'x: }', 'x: keepers }');
  const price = (partners: string, campaign?: string) => notes(partners, campaign).filter((one) => one.includes('$'));

  it('says what a boost costs on X, and a month of them', () => {
    expect(price(onX)).toEqual([
      '1: on X each boost is looked at again after 1 hour, 1 day and 7 days: with up to 3 looks before it, one costs up to $0.045, and up to $2.79 a month at these caps (2 a day); what reading partners’ posts costs comes to it',
    ]);
  });

  it.each([
    ['[]', 'on X no boost is looked at again: with up to 3 looks before it, one costs up to $0.03,'],
    ['[6h]', 'looked at again after 6 hours: with up to 3 looks before it, one costs up to $0.035,'],
  ])('counts the looks that the file names: %s', (looks, words) => {
    expect(price(`${onX}x: { lookAgain: ${looks} }\n`)).toEqual([expect.stringContaining(words)]);
  });

  it('counts no look for a person where none is asked', () => {
    expect(price(changed(onX, 'mode: review', 'mode: auto'))).toEqual([
      expect.stringContaining('up to 2 looks before it, one costs up to $0.04,'),
    ]);
  });

  it('says when the budget does not reach so far', () => {
    const small = changed(campaignYaml, 'monthlyBudget: 20', 'monthlyBudget: 2');
    expect(price(onX, small)).toEqual([expect.stringContaining('the month’s budget of $2 stops it before that')]);
  });

  it('says nothing while nobody is boosted there', () => {
    expect(price(plain)).toEqual([]);
    expect(price(changed(onX, 'by: E. Person', 'by: '))).toEqual([]);
    expect(price(onX, changed(campaignYaml, '  x: { postsPerDay: 2', '  #x: { postsPerDay: 2'))).toEqual([]);
  });
});
