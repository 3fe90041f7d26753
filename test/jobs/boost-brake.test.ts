import { describe, expect, it } from 'vitest';
import { Blocked, Rejected } from '../../src/errors.ts';
import { publish } from '../../src/jobs/publish.ts';
import type { DeliveryId } from '../../src/model.ts';
import { type BoostingStage, boostingStage, minutes, partnerNamed } from './boost-stage.ts';

/* What a network’s refusals stop, and what goes on. */

const stage = () =>
  boostingStage({
    partners: [partnerNamed('keepers', { hold: minutes(0), spacing: minutes(1), perDay: 20 })],
    perDay: 20,
  });

const no = () => new Rejected('no such thing');

/** One more boost is tried, and ends as the network is told. */
const oneMore = async (s: BoostingStage, refused: boolean): Promise<void> => {
  s.wait(minutes(2));
  s.will(() => (refused ? no() : 'publish'));
  const post = s.posts('keepers');
  await s.tick();
  await s.work();
  expect(await s.state(post)).toBe(refused ? 'declined' : 'boosted');
};

const paused = async (s: BoostingStage): Promise<string[]> => (await s.p.pauses.all()).map(({ scope }) => scope);

/** A post of our own on the same network, due now. */
const ourPost = async (s: BoostingStage): Promise<string> => {
  const id = 'ours' as DeliveryId;
  const what = { message: 'first', lang: 'en', network: 'mastodon', textHash: 'first' } as const;
  await s.p.deliveries.add([{ id, at: s.clock.now(), ...what }]);
  await s.p.deliveries.move([id], ['planned'], 'queued');
  await publish(s.p)({ delivery: id });
  return (await s.row(id)).state;
};

describe('three refused boosts in a row', () => {
  it('pause boosting on that network, and not fewer', async () => {
    await using s = await stage();
    await oneMore(s, true);
    await oneMore(s, true);
    expect(await paused(s)).toEqual([]);
    await oneMore(s, true);
    expect(await paused(s)).toEqual(['boost:mastodon']);
    const next = s.posts('keepers');
    s.wait(minutes(2));
    await s.tick();
    expect(s.queue).toEqual([]);
    expect(await s.reason(next)).toMatch(
      /^waiting: boosting on Mastodon is paused: the network refused 3 boosts in a row/,
    );
  });

  it('are counted anew after one that went out', async () => {
    await using s = await stage();
    for (const refused of [true, true, false, true, true]) await oneMore(s, refused);
    expect(await paused(s)).toEqual([]);
    await oneMore(s, true);
    expect(await paused(s)).toEqual(['boost:mastodon']);
  });

  it('do not pause it again once somebody resumed; three new ones do', async () => {
    await using s = await stage();
    for (let i = 0; i < 3; i += 1) await oneMore(s, true);
    await s.p.pauses.resume('boost:mastodon');
    for (let i = 0; i < 2; i += 1) {
      await oneMore(s, true);
      expect(await paused(s)).toEqual([]);
    }
    await oneMore(s, true);
    expect(await paused(s)).toEqual(['boost:mastodon']);
  });

  it('leave posts of ours alone', async () => {
    await using s = await stage();
    for (let i = 0; i < 3; i += 1) await oneMore(s, true);
    s.will(() => 'publish');
    expect(await ourPost(s)).toBe('published');
    expect(await paused(s)).toEqual(['boost:mastodon']);
  });
});

it('a network that locks the account over a boost gets nothing more, posts neither', async () => {
  await using s = await stage();
  s.will(() => new Blocked('suspended for spam'));
  s.posts('keepers');
  await s.tick();
  await s.work();
  expect(await paused(s)).toEqual(['mastodon']);
  s.will(() => 'publish');
  expect(await ourPost(s)).toBe('queued');
  expect(s.boosted).toEqual([]);
});
