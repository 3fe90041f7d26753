import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toKeep } from '../../src/jobs/boost/kept.ts';
import { emptyStand } from '../../src/jobs/boost/source.ts';
import { type Candidate, candidates } from '../../src/store/candidates.ts';
import { openStore } from '../../src/store/store.ts';
import { folderWith, whole } from '../config/campaign-folder.ts';
import { post } from '../plan/boosts/given.ts';
import { cli } from './cli.ts';

/* What a person does with partners' posts, as other people's scripts call it. */

const partnersYaml = `perDay: 6
defaults: {mode: review, langs: [en, ar], include: ["#StandWithThe6"], originalsOnly: true, altText: required, sensitive: decline, minEngagement: 0, maxAge: 24h, hold: 20m, perDay: 2, spacing: 45m}
partners:
  - id: keepers
    name: The Lamp Keepers
    accounts: { mastodon: "@keepers@social.example" }
    consent: { by: E. Person, on: 2026-11-01, evidence: letters/1 }
`;

const row = (id: string, change: Partial<Candidate> = {}): Omit<Candidate, 'revision'> => ({
  ...{ id, network: 'mastodon', partner: 'keepers', remote_id: id, version: null, lang: 'en', post: toKeep(post) },
  ...{ url: `https://social.example/${id}`, posted_at: 1_000, seen_at: 1_000, state: 'review', due_at: 99_999 },
  reason: 'review: a person accepts each boost (mode: review)',
  story: JSON.stringify([{ rule: 'mode', passed: false, value: 'review', words: 'a person accepts each boost' }]),
  ...{
    hold_from: null,
    answer: null,
    answered_by: null,
    delivery: null,
    boosted_at: null,
    undone_at: null,
    saying: null,
  },
  decided_at: 1_000,
  ...change,
});

const stage = async (...rows: readonly Omit<Candidate, 'revision'>[]) => {
  const folder = await folderWith({ ...whole, 'config/partners.yaml': partnersYaml });
  const data = join(folder.path, 'data');
  const withStore = async <T>(doing: (rows: ReturnType<typeof candidates>) => Promise<T>): Promise<T> => {
    await using store = await openStore(join(data, 'campaign.db'));
    return await doing(candidates(store.db));
  };
  await withStore((c) => c.take(rows, emptyStand('keepers', 'mastodon', '@keepers@social.example')));
  return {
    withStore,
    run: (...args: string[]) => cli(args, { CAMPAIGN_DIR: folder.path, CAMPAIGN_DATA: data }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
};

describe('amplify', () => {
  it('lists candidates with what became of them', async () => {
    await using s = await stage(row('a'), row('b', { state: 'declined', reason: 'declined: a reply' }));
    const { candidates: all } = (await s.run('amplify', 'list', '--json')).json();
    expect(all).toMatchObject([
      { id: 'a', partner: 'keepers', network: 'mastodon', state: 'review' },
      { id: 'b', state: 'declined', reason: 'declined: a reply' },
    ]);
    const shown = await s.run('amplify', 'list', '--state', 'declined');
    expect(shown.out).toContain('declined: a reply');
    expect(shown.out).not.toContain('https://social.example/a');
  });

  it('accepts and declines by name, and only what waits', async () => {
    await using s = await stage(row('a'), row('b'));
    expect((await s.run('amplify', 'accept', 'a', '--by', 'G. Person', '--json')).json()).toEqual({ done: ['a'] });
    expect((await s.run('amplify', 'decline', 'b', '--by', 'G. Person')).code).toBe(0);
    const again = await s.run('amplify', 'accept', 'b');
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('declined: by G. Person')]);
    const [a, b] = await s.withStore(async (c) => [await c.get('a'), await c.get('b')]);
    expect(a).toMatchObject({ state: 'review', answer: 'accepted', answered_by: 'G. Person' });
    expect(b).toMatchObject({ state: 'declined', answer: 'declined' });
  });

  it('explains every rule with pass or fail, and the value that decided', async () => {
    await using s = await stage(row('a'));
    expect((await s.run('amplify', 'explain', 'a')).out).toMatch(/mode\s+fail\s+review\s+a person accepts each boost/);
    expect((await s.run('amplify', 'explain', 'zz')).code).toBe(2);
  });

  it('is in status: what waits for a person, and which partner is paused', async () => {
    const reason = 'boosting: Mastodon is not in config/campaign.yaml any more';
    await using s = await stage(row('a'), row('b', { state: 'boosting', posted_at: 999, reason }));
    expect((await s.run('pause', 'keepers', '--by', 'G. Person', '--json')).json()).toEqual({ done: ['keepers'] });
    const now = (await s.run('status', '--json')).json();
    expect(now.waiting).toEqual([
      { id: 'a', kind: 'candidate', reason: expect.stringContaining('keepers on mastodon') },
      // Laid down, and nobody can send it.
      { id: 'b', kind: 'candidate', reason: expect.stringMatching(/keepers on mastodon.*: Mastodon is not in/) },
    ]);
    expect(now.boosts.paused).toMatchObject([{ scope: 'partner:keepers', resume: 'keepers' }]);
    expect((await s.run('resume', 'keepers', '--json')).json()).toEqual({ done: ['keepers'] });
    expect((await s.run('pause', 'nobody')).err).toMatch(/a partner of config\/partners.yaml \(keepers\)/);
  });
});
