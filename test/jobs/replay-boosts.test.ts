import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { recordedLooks } from '../../src/jobs/recorded-looks.ts';
import { replayBoosts } from '../../src/jobs/replay-boosts.ts';
import type { BoostRules, NetworkName, Partner, PartnerPost, PostLook } from '../../src/model.ts';
import { ago, circumstances, now, post, rules } from '../plan/boosts/given.ts';
import { campaign, instant } from '../plan/given.ts';

/* Recorded pages through the rules, as a careful run would have decided by noon. */

const partner = (change: Partial<BoostRules> = {}, more: Partial<Partner> = {}): Partner => {
  const own = { ...rules, ...change };
  return { ...circumstances.partner, rules: { bluesky: own, mastodon: own, x: own }, ...more };
};

type Given = {
  rules?: Partial<BoostRules>;
  partner?: Partial<Partner>;
  at?: Temporal.Instant;
  perDay?: number;
  network?: NetworkName;
};

const replayed = (looks: readonly PostLook[], given: Given = {}) =>
  replayBoosts({
    looks,
    campaign,
    partners: { perDay: given.perDay ?? 6 },
    partner: partner(given.rules, given.partner),
    network: given.network ?? 'mastodon',
    at: given.at ?? now,
  });

const look = (remoteId: string, before: string, change: Partial<PartnerPost> = {}): PostLook => ({
  kind: 'post',
  post: { ...post, remoteId, at: ago(before), ...change },
});

const told = (...args: Parameters<typeof replayed>) =>
  replayed(...args).map(({ remoteId, reason }) => `${remoteId} ${reason}`);

describe('a replay', () => {
  it('goes through the day as a run would: each boost at the end of its hold, spaced, up to the moment', () => {
    const looks = [look('c', 'PT30M'), look('a', 'PT2H'), look('b', 'PT1H50M'), look('d', 'PT5M')];
    const found = replayed(looks, { rules: { spacing: Temporal.Duration.from({ hours: 1 }) } });
    const clock = (at?: Temporal.Instant) => at?.toZonedDateTimeISO('Asia/Hebron').toPlainTime().toString();
    expect(found.map(({ remoteId, reason, at }) => [clock(at), remoteId, reason])).toEqual([
      ['10:20:00', 'a', 'boosted: #StandWithThe6, 1st of 4 today'],
      ['11:20:00', 'b', 'boosted: #StandWithThe6, 2nd of 4 today'],
      ['12:20:00', 'c', 'waiting until 12:20: boosts are 1 hour apart'],
      ['12:15:00', 'd', 'held until 12:15'],
    ]);
  });

  it('stops at the cap of the day', () => {
    const looks = ['PT5H', 'PT4H', 'PT3H'].map((time, i) => look(`${i}`, time));
    expect(told(looks, { rules: { perDay: 2 } }).at(-1)).toBe(
      '2 waiting until 07:00 on 2026-11-30: 2 of 2 boosts of The Lamp Keepers today',
    );
    expect(told(looks, { perDay: 1 }).slice(1)).toEqual([
      expect.stringMatching(/^1 waiting .*1 of 1 boosts in all today/),
      expect.stringMatching(/^2 (?:waiting|lapsed)/),
    ]);
  });

  it('counts yesterday’s for yesterday', () => {
    expect(told([look('y', 'PT20H'), look('t', 'PT1H')], { rules: { perDay: 1 } })).toEqual([
      'y boosted: #StandWithThe6, 1st of 1 on 2026-11-28',
      't boosted: #StandWithThe6, 1st of 1 today',
    ]);
  });

  it('boosts nothing in quiet hours, also what was posted before them', () => {
    const at = instant('2026-11-29T23:30:00+02:00');
    expect(told([look('a', '-PT9H')], { at })).toEqual([
      'a waiting until 07:00 on 2026-11-30: quiet hours between 23:00 and 07:00',
    ]);
  });

  it('boosts nothing from before the day of the consent', () => {
    const given = { partner: { consent: { by: 'x', on: '2026-11-29', evidence: 'y' } } };
    expect(replayed([look('a', 'PT20H')], given)[0]?.at?.toString()).toBe('2026-11-29T05:00:00Z');
  });

  it('asks a person where the rules say so, whatever the caps', () => {
    const looks = ['PT5H', 'PT4H', 'PT3H'].map((time, i) => look(`${i}`, time));
    expect(replayed(looks, { rules: { mode: 'review', perDay: 1 } }).map(({ state }) => state)).toEqual([
      'review',
      'review',
      'review',
    ]);
  });

  it('decides a post once, as it was seen last', () => {
    const looks = [
      look('a', 'PT2H'),
      look('b', 'PT3H'),
      look('a', 'PT2H'),
      look('b', 'PT3H', { sensitive: true }),
      look('c', 'PT4H'),
      { kind: 'gone', remoteId: 'c' } as const,
    ];
    expect(told(looks)).toEqual([
      'c declined: deleted, or not shown any more',
      'b declined: marked as sensitive (marked as sensitive since it was first seen)',
      'a boosted: #StandWithThe6, 1st of 4 today',
    ]);
  });

  it('lists what was never shown', () => {
    expect(replayed([{ kind: 'blocked', remoteId: 'z' }])).toMatchObject([
      { remoteId: 'z', state: 'declined', reason: expect.stringContaining('has blocked our account') },
    ]);
  });

  it('knows an edited post of X by its first version', () => {
    const on = { network: 'x', author: { id: '7', handle: 'TheKeepers' } } as const;
    const looks = [
      look('1', 'PT2H', on),
      look('2', 'PT2H', { ...on, earlierIds: ['1'], text: 'Lamps', editedAt: ago('PT1H') }),
    ];
    expect(told(looks, { network: 'x' })).toEqual([
      '2 declined: without #StandWithThe6 (edited since it was first seen)',
    ]);
  });

  it('counts a boost by hand, and does not repeat it', () => {
    const looks = [look('a', 'PT2H', { boostedByUs: true }), look('b', 'PT1H')];
    expect(told(looks, { rules: { perDay: 1 } })).toEqual([
      'a declined: boosted already, by hand: it counts and is not repeated',
      expect.stringMatching(/^b waiting until 07:00 on 2026-11-30: 1 of 1/),
    ]);
  });

  it('declines posts of another account in the same file', () => {
    expect(
      told([look('a', 'PT2H'), look('b', 'PT1H', { author: { id: '9', handle: 'other@social.example' } })])[1],
    ).toMatch(/^b declined: not by/);
  });

  it('takes posts without an author’s name for the partner’s only where all are of one account', () => {
    const on = (id: string) => ({ network: 'x', author: { id } }) as const;
    expect(
      replayed([look('1', 'PT2H', on('7')), look('2', 'PT3H', on('7'))], { network: 'x' }).map(({ state }) => state),
    ).toEqual(['boosted', 'boosted']);
    expect(
      replayed([look('1', 'PT2H', on('7')), look('2', 'PT3H', on('8'))], { network: 'x' }).map(({ state }) => state),
    ).toEqual(['review', 'review']);
  });

  it('makes the same of the same file, in any order of its lines', () => {
    const looks = Array.from({ length: 12 }, (_, i) => look(`${i}`, `PT${i + 1}H`, { langs: [i % 3 ? 'en' : 'ar'] }));
    expect(told(looks.toReversed())).toEqual(told(looks));
  });
});

describe('a file of recorded answers', () => {
  const status = (id: string) =>
    JSON.stringify({
      id,
      created_at: '2026-11-29T08:00:00Z',
      content: '<p>a</p>',
      account: { id: '7', acct: 'keepers' },
    });

  it('holds one post, one event or one whole answer a line', () => {
    const text = `${status('1')}\r\n\n[${status('2')},${status('3')}]\n{"event":"update","payload":${status('4')}}\n[]\n`;
    expect(recordedLooks('f', text, 'mastodon').looks).toHaveLength(4);
    expect(recordedLooks('f', ' \n', 'mastodon')).toEqual({
      looks: [],
      notes: [{ file: 'f', line: 1, message: 'the file is empty: it shows no post' }],
    });
  });

  it('may begin with a byte order mark, and be joined from such files', () => {
    expect(recordedLooks('f', `\uFEFF${status('1')}\r\n\uFEFF${status('2')}\r\n`, 'mastodon').looks).toHaveLength(2);
  });

  it('is refused with every line that is wrong, and not with thousands', () => {
    const told = (text: string) => {
      try {
        recordedLooks('f', text, 'mastodon');
      } catch (error) {
        return error instanceof UsageError ? error.problems : error;
      }
      return undefined;
    };
    expect(told(`${status('1')}\n{oh\n${status('2')}\n5\n[1,2`)).toMatchObject([
      { file: 'f', line: 2, message: expect.stringContaining('not JSON') },
      { file: 'f', line: 4, message: expect.stringContaining('neither a post') },
      { file: 'f', line: 5, message: expect.stringContaining('not JSON') },
    ]);
    const many = told('{oh\n'.repeat(3000));
    expect(many).toHaveLength(21);
    expect(many).toHaveProperty('20.message', 'this line and 2979 more cannot be read either');
  });

  it('may have lines of ten million characters', () => {
    const long = (end: string) => `${status('1')}\n{"id":"2","filler":"${'x'.repeat(10_000_000)}${end}`;
    expect(() => recordedLooks('f', long(''), 'mastodon')).toThrow(/^f:2: this line is not JSON/);
    expect(() => recordedLooks('f', long('"}'), 'mastodon')).toThrow(/^f:2: this line is neither/);
  });

  it('may be one answer over many lines', () => {
    const text = JSON.stringify([JSON.parse(status('1'))], undefined, 2);
    expect(recordedLooks('f', text, 'mastodon').looks).toHaveLength(1);
  });

  it('says in which line a post could not be read', () => {
    const text = `${status('1')}\n[${status('2')},{"id":"3"}]`;
    expect(recordedLooks('f', text, 'mastodon').notes).toEqual([
      {
        file: 'f',
        line: 2,
        message: '1 of its posts cannot be read, for instance for want of an author or a date; they are left out',
      },
    ]);
  });

  it.each([
    [
      `${status('1')}\n\n{oh`,
      'x',
      'f:1: this line is neither a post, an event nor an answer of X; it looks like one of Mastodon: name that with --network',
    ],
    [
      `${status('1')}\n\n{oh`,
      'mastodon',
      'f:3: this line is not JSON; each line holds one post, one event or one whole answer',
    ],
    [
      `${status('1')}\n{"error":"gone"}`,
      'mastodon',
      'f:2: this line is neither a post, an event nor an answer of Mastodon',
    ],
  ] as const)('is refused with the line: %j as %s', (text, network, words) => {
    const attempt = () =>
      recordedLooks('f', text.includes('{oh') && network === 'x' ? text.replace('{oh', '') : text, network);
    expect(attempt).toThrow(words);
  });
});
