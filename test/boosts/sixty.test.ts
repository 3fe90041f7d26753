import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { partnersFrom } from '../../src/config/partners.ts';
import { recordedLooks } from '../../src/jobs/recorded-looks.ts';
import { replayBoosts } from '../../src/jobs/replay-boosts.ts';
import type { NetworkName } from '../../src/model.ts';
import { campaign } from '../plan/given.ts';

/*
 * A table of posts as partners write them, in the forms in which the networks tell of them, each with what a careful person would decide
 * and what decided. `a|b`: either, where the words are what counts.
 */

type Want = { post: string; state: string; reason: string[]; at?: string };
type Case = {
  case: string;
  network: NetworkName;
  at?: string;
  rules?: object;
  partner?: object;
  campaign?: { quietHours: string };
  perDay?: number;
  lines: unknown[];
  wants: Want[];
};

const cases = readFileSync(join(import.meta.dirname, 'sixty.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line): Case => JSON.parse(line));

/** The shipped rules, only that nobody is asked first. */
const file = ({ rules, partner, perDay }: Case) => ({
  perDay: perDay ?? 6,
  defaults: {
    mode: 'auto',
    langs: ['en', 'ar'],
    include: ['#StandWithThe6'],
    exclude: [],
    originalsOnly: true,
    altText: 'required',
    sensitive: 'decline',
    minEngagement: 0,
    maxAge: '24h',
    hold: '20m',
    perDay: 2,
    spacing: '45m',
  },
  partners: [
    {
      id: 'keepers',
      name: 'The Lamp Keepers',
      accounts: { bluesky: 'keepers.example', mastodon: '@keepers@social.example', x: 'LampKeepersEx' },
      consent: { by: 'E. Person', on: '2026-11-01', evidence: 'letters/1' },
      ...(rules ? { rules } : {}),
      ...partner,
    },
  ],
});

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const hours = (text: string) => ({ start: minutes(text.slice(0, 5)), end: minutes(text.slice(6)) });

const decided = (one: Case) => {
  const { partners, problems } = partnersFrom('partners.yaml', JSON.stringify(file(one), undefined, 1));
  if (!partners) throw new Error(JSON.stringify(problems));
  const text = one.lines.map((line) => JSON.stringify(line)).join('\n');
  const { looks, notes } = recordedLooks('posts.jsonl', text, one.network);
  expect(notes).toEqual([]);
  return replayBoosts({
    looks,
    campaign: { ...campaign, ...(one.campaign ? { quietHours: hours(one.campaign.quietHours) } : {}) },
    partners,
    partner: partners.partners[0]!,
    network: one.network,
    at: Temporal.Instant.from(one.at ?? '2026-11-29T12:00:00+02:00'),
  });
};

const either = (words: string) =>
  new RegExp(
    words
      .split('|')
      .map((part) => RegExp.escape(part))
      .join('|'),
    'iu',
  );

describe('a careful person’s table', () => {
  it('holds sixty posts and more, on all networks', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(new Set(cases.map((one) => one.network)).size).toBe(3);
    expect(new Set(cases.map((one) => one.case)).size).toBe(cases.length);
  });

  it.each(cases.map((one) => [one.case, one] as const))('%s', (_, one) => {
    const found = decided(one);
    expect(found.map(({ state, reason }) => `${state}: ${reason}`)).toHaveLength(one.wants.length);
    for (const { post, state, reason, at } of one.wants) {
      const candidate = found.find(({ remoteId }) =>
        /^\d+$/u.test(post) ? remoteId.endsWith(post) : remoteId.includes(post),
      );
      const said = `${candidate?.state} · ${candidate?.reason}`;
      expect(state.split('|'), said).toContain(candidate?.state);
      for (const words of reason) expect(candidate?.reason, said).toMatch(either(words));
      expect(candidate?.reason, 'one line').not.toMatch(/[\n\r]/u);
      if (at) expect(candidate?.at?.epochMilliseconds).toBe(Temporal.Instant.from(at).epochMilliseconds);
    }
  });
});
