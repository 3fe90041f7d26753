import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { orderedCampaign } from '../../../src/jobs/report/order.ts';
import { makeReport } from '../../../src/jobs/report.ts';
import type { NetworkName } from '../../../src/model.ts';
import { began, counted, held, watchedCampaign } from './stage.ts';

/* A public whose true numbers are known, watched live, and reported. */

it('reports what was really there: posts and authors of each network, and X by its own count', async () => {
  await using s = await watchedCampaign({ days: 2 });
  const one = await s.process();
  await one.watch();
  await using live = one.live();
  await vi.waitFor(() => expect(s.locals.bluesky.streams[0]?.subscribers()).toBe(1), { timeout: 20_000 });
  for (let hour = 4; hour <= 48; hour += 4) {
    s.to(began.add({ hours: hour }));
    await one.watch();
  }
  await one.snapshot();
  for (const network of ['bluesky', 'mastodon'] as const)
    await vi.waitFor(async () => expect(await counted(s.store, network)).toEqual(held(s, network)), {
      timeout: 20_000,
    });
  await live[Symbol.asyncDispose]();

  const now = began.add({ hours: 48 }).epochMilliseconds;
  const made = await makeReport({
    ...{ file: s.file, campaign: orderedCampaign(s.campaign), partners: [], period: 'whole', rehearsal: true },
    ...{ lang: 'en', madeAt: now, out: join(s.folder, 'report') },
  });
  const there = (network: NetworkName) => s.locals[network].held();
  const people = (network: NetworkName) => new Set(there(network).map(({ author }) => author)).size;
  const { bluesky, mastodon, x } = made.totals;
  expect(bluesky).toMatchObject({ ours: 0, partners: 0, public: there('bluesky').length, authors: people('bluesky') });
  expect(mastodon).toMatchObject({
    ours: 0,
    partners: 0,
    public: there('mastodon').length,
    authors: people('mastodon'),
  });
  // X counted each hour when it was over; what was deleted later stays in its number.
  const asked = Math.floor((now - 15_000) / 3_600_000) * 3_600_000;
  const ever = s.world.truth(now, { withDeleted: true }).hours;
  const most = ever.filter(({ network, hourAt }) => network === 'x' && hourAt < asked);
  expect(x?.public).toBeGreaterThanOrEqual(there('x').filter(({ at }) => at < asked).length);
  expect(x?.public).toBeLessThanOrEqual(most.reduce((sum, { posts }) => sum + posts, 0));

  const page = readFileSync(made.files[0] as string, 'utf8');
  // Nobody is named in it.
  for (const network of ['bluesky', 'mastodon', 'x'] as const)
    for (const { author, id } of there(network)) {
      expect(page).not.toContain(author);
      expect(page).not.toContain(id);
    }
});
