import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realClock } from '../../src/clock.ts';
import { startLocalBluesky } from '../../src/rehearsal/bluesky/server.ts';
import type { FaultSource } from '../../src/rehearsal/local.ts';
import { startLocalMastodon } from '../../src/rehearsal/mastodon/server.ts';
import { startLocalX } from '../../src/rehearsal/x/server.ts';
import { changed, folderWith, whole } from '../config/campaign-folder.ts';
import { cli } from './cli.ts';

type Check = { readonly name: string; readonly ok: boolean; readonly detail: string };

/** Everything as it should be, but for what a test changes. */
const clinic = async ({
  faults,
  scopes,
  label = true,
}: {
  faults?: FaultSource;
  scopes?: readonly string[];
  label?: boolean;
} = {}) => {
  await using opened = new AsyncDisposableStack();
  const yaml = whole['config/campaign.yaml']!;
  const config = label ? yaml : changed(yaml, 'label: { by: D. Person, on: 2026-11-03 }', 'label: { by: , on: }');
  const folder = opened.use(await folderWith({ ...whole, 'config/campaign.yaml': config }));
  const options = { now: realClock.now, ...(faults ? { faults } : {}) };
  const bluesky = opened.use(await startLocalBluesky(options));
  const mastodon = opened.use(await startLocalMastodon({ ...options, ...(scopes ? { scopes } : {}) }));
  const x = opened.use(await startLocalX(options));
  const environment = {
    CAMPAIGN_DIR: folder.path,
    CAMPAIGN_DATA: join(folder.path, 'data'),
    ...bluesky.environment,
    ...mastodon.environment,
    ...x.environment,
  };
  const secrets = Object.entries(environment).filter(([name]) => /PASSWORD|TOKEN|SECRET|_KEY/.test(name));
  const all = opened.move();
  return {
    bluesky,
    look: async (changes: Readonly<Record<string, string>> = {}) => {
      const ran = await cli(['doctor', '--json'], { ...environment, ...changes });
      for (const [, secret] of secrets) expect(ran.out + ran.err).not.toContain(secret);
      for (const secret of Object.values(changes)) expect(ran.out + ran.err).not.toContain(secret);
      const { checks } = ran.json() as { checks: Check[] };
      return {
        code: ran.code,
        checks,
        red: checks.filter((one) => !one.ok).map((one) => one.name),
        of: (name: string) => checks.find((one) => one.name === name),
      };
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
};

const slow = { timeout: 60_000 };

describe('doctor, asking the servers themselves', () => {
  it('finds everything in order but the bio, which does not name a person', slow, async () => {
    await using c = await clinic();
    const { red, of, code } = await c.look();
    expect(red).toEqual(['x bio']);
    expect(code).toBe(1);
    expect(of('x bio')?.detail).toMatch(/name the human account/);
    expect(of('mastodon scopes')?.ok).toBe(true);
    expect(of('mastodon limits')?.detail).toMatch(/500 graphemes a post, 4 pictures/);
    expect(of('bluesky label')?.detail).toMatch(/says that it is automated/);
    expect(of('bluesky clock')?.detail).toMatch(/agrees/);
    expect(of('x price')?.detail).toMatch(/^\$\d/);
  });

  const wrong: readonly (readonly [string, string, string])[] = [
    ['BLUESKY_APP_PASSWORD', 'bluesky', 'wrong-app-password'],
    ['MASTODON_ACCESS_TOKEN', 'mastodon', 'wrong-access-token'],
    ['X_ACCESS_SECRET', 'x', 'wrong-access-secret'],
    ['X_APP_KEY', 'x', 'wrong-application-key'],
  ];
  it.each(wrong)(
    'is red at the right line for a wrong %s, and shows none of it',
    slow,
    async (variable, line, value) => {
      await using c = await clinic();
      const { red, of } = await c.look({ [variable]: value });
      expect(red.filter((name) => name !== 'x bio')).toEqual([line]);
      expect(of(line)?.detail.length).toBeGreaterThan(10);
    },
  );

  it.each(['write:statuses', 'write:media', 'read:statuses'])(
    'names the scope %s when the token lacks it',
    slow,
    async (scope) => {
      const all = ['write:statuses', 'write:media', 'read:accounts', 'read:statuses'];
      await using c = await clinic({ scopes: all.filter((one) => one !== scope) });
      const { of } = await c.look();
      expect(of('mastodon scopes')).toMatchObject({ ok: false, detail: expect.stringContaining(scope) });
    },
  );

  it('is red for labels that are absent, and says where to set them', slow, async () => {
    await using c = await clinic({
      label: false,
      faults: ({ path }) =>
        path === '/api/v1/accounts/verify_credentials'
          ? {
              when: 'before',
              what: {
                kind: 'answer',
                status: 200,
                headers: { 'content-type': 'application/json' },
                body: '{"id":"1","username":"campaign","acct":"campaign","url":"https://example.org/@campaign","bot":false}',
              },
            }
          : undefined,
    });
    const session = await fetch(`${c.bluesky.url}/xrpc/com.atproto.server.createSession`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        identifier: c.bluesky.environment.BLUESKY_IDENTIFIER,
        password: c.bluesky.environment.BLUESKY_APP_PASSWORD,
      }),
    });
    const { accessJwt, did } = (await session.json()) as { accessJwt: string; did: string };
    const put = await fetch(`${c.bluesky.url}/xrpc/com.atproto.repo.putRecord`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessJwt}` },
      body: JSON.stringify({
        repo: did,
        collection: 'app.bsky.actor.profile',
        rkey: 'self',
        record: { $type: 'app.bsky.actor.profile', displayName: 'No label' },
      }),
    });
    expect(put.status).toBe(200);
    const { of } = await c.look();
    expect(of('bluesky label')).toMatchObject({ ok: false, detail: expect.stringMatching(/self-label "bot"/) });
    expect(of('mastodon label')).toMatchObject({ ok: false, detail: expect.stringMatching(/automated account/) });
    expect(of('x label')).toMatchObject({ ok: false, detail: expect.stringMatching(/x\.label/) });
  });
});
