import { describe, expect, it } from 'vitest';
import { Blocked, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import { boost } from '../../src/jobs/boost/boost.ts';
import { settling } from '../../src/store/settling.ts';
import { type BoostingStage, boostingStage, minutes, noon, partnerNamed } from './boost-stage.ts';

/* A partner's post, from its appearance to its boost and after it. */

const at = (clock: string): number => Temporal.Instant.from(`2026-11-29T${clock}:00+02:00`).epochMilliseconds;

const tickAndWork = async (s: BoostingStage): Promise<void> => {
  await s.tick();
  await s.work();
};

/** A post of the partner that is boosted at 14:20. */
const oneBoosted = async (s: BoostingStage) => {
  const post = s.posts('keepers');
  await s.tick();
  s.wait(minutes(20));
  await tickAndWork(s);
  return post;
};

describe('a post of a partner', () => {
  it('is held, looked at again, boosted once, and told in words', async () => {
    await using s = await boostingStage();
    const post = s.posts('keepers');
    await s.tick();
    expect(await s.reason(post)).toBe('held until 14:20');
    s.wait(minutes(19));
    await tickAndWork(s);
    expect(s.boosted).toEqual([]);
    s.wait(minutes(1));
    await tickAndWork(s);
    expect(await s.reason(post)).toBe('boosted: #StandWithThe6, 1st of 4 today');
    expect(s.boosted).toEqual([{ remoteId: post.remoteId, at: at('14:20') }]);
    for (let i = 0; i < 3; i += 1) await tickAndWork(s);
    expect(s.boosted).toHaveLength(1);
  });

  it('is boosted within one run of the job where nothing is held', async () => {
    await using s = await boostingStage({ partners: [partnerNamed('keepers', { hold: minutes(0) })] });
    const post = s.posts('keepers');
    await tickAndWork(s);
    expect(await s.state(post)).toBe('boosted');
  });

  it('is known by its id: what a page shows again is not considered twice', async () => {
    await using s = await boostingStage();
    s.posts('keepers');
    await s.tick();
    await s.boosting.candidates.putSource({
      ...(await s.boosting.candidates.sources())[0]!,
      cursor: null,
      polled_at: null,
    });
    await s.tick();
    expect(await s.boosting.candidates.all()).toHaveLength(1);
  });

  it('is not missed by a restart: reading goes on where the store stands', async () => {
    await using s = await boostingStage();
    s.posts('keepers');
    await s.tick();
    s.wait(minutes(90));
    for (let i = 0; i < 60; i += 1) s.posts('keepers');
    await s.tick();
    expect(await s.boosting.candidates.all()).toHaveLength(61);
  });

  it('keeps nobody’s words', async () => {
    await using s = await boostingStage();
    s.posts('keepers', {
      text: 'A secret lamp. #StandWithThe6',
      contentWarning: 'hushed words',
      tags: ['tagged'],
      more: ['poll'],
    });
    await s.tick();
    const kept = JSON.stringify(await s.boosting.candidates.all());
    for (const words of ['secret', 'hushed', 'tagged', 'poll']) expect(kept).not.toContain(words);
  });

  const ways = [
    [
      'edited',
      { text: 'Something else. #StandWithThe6', editedAt: noon.add({ minutes: 10 }) },
      'held',
      /held until 14:30/,
    ],
    ['marked as sensitive', { sensitive: true }, 'declined', /marked as sensitive/],
    ['changed in language', { langs: ['fr'] }, 'declined', /in fr; the rules want en or ar/],
    ['deleted', 'gone' as const, 'declined', /deleted/],
    ['no longer shown to us', 'blocked' as const, 'declined', /has blocked our account/],
  ] as const;
  it.each(ways)('that was %s while on hold is decided anew', async (_, change, state, words) => {
    await using s = await boostingStage();
    const post = s.posts('keepers');
    await s.tick();
    s.change(post, change);
    s.wait(minutes(20));
    await tickAndWork(s);
    expect(await s.state(post)).toBe(state);
    expect(await s.reason(post)).toMatch(words);
    expect(s.boosted).toEqual([]);
  });

  it.each(ways)('that was %s between its turn and the call is not boosted', async (_, change, state) => {
    await using s = await boostingStage();
    const post = s.posts('keepers');
    await s.tick();
    s.wait(minutes(20));
    await s.tick();
    expect(await s.state(post)).toBe('boosting');
    s.change(
      post,
      typeof change === 'object' && 'editedAt' in change ? { ...change, editedAt: s.clock.now() } : change,
    );
    await s.work();
    expect(s.boosted).toEqual([]);
    expect(await s.state(post)).toBe(state);
  });

  it('that a person boosted by hand is counted, and not repeated', async () => {
    await using s = await boostingStage({ perDay: 1 });
    const post = s.posts('keepers');
    const other = s.posts('keepers');
    await s.tick();
    s.change(post, { boostedByUs: true });
    s.wait(minutes(20));
    await tickAndWork(s);
    expect(await s.reason(post)).toBe('boosted: by hand; it counts and is not repeated');
    expect(await s.reason(other)).toMatch(/1 of 1 boosts in all today/);
    expect(s.boosted).toEqual([]);
  });
});

describe('what a person does on the network itself', () => {
  /** The network shows everything once more. */
  const readAgain = async (s: BoostingStage) => {
    const [source] = await s.boosting.candidates.sources();
    await s.boosting.candidates.putSource({ ...source!, cursor: null, polled_at: null });
    await tickAndWork(s);
  };

  it('stays done: a boost that was undone by hand is never made again', async () => {
    await using s = await boostingStage();
    const post = await oneBoosted(s);
    s.change(post, { boostedByUs: false });
    s.wait(minutes(5));
    await s.tick();
    for (let i = 0; i < 4; i += 1) {
      s.wait(minutes(60));
      await readAgain(s);
    }
    expect(await s.state(post)).toBe('undone');
    expect(s.boosted).toHaveLength(1);
  });

  it('counts once: a boost made by hand of a post that we had declined', async () => {
    await using s = await boostingStage({ perDay: 2, partners: [partnerNamed('keepers', { spacing: minutes(1) })] });
    const post = s.posts('keepers', { kind: 'reply' });
    await s.tick();
    expect(await s.state(post)).toBe('declined');
    s.change(post, { boostedByUs: true });
    s.wait(minutes(10));
    for (let i = 0; i < 3; i += 1) await readAgain(s);
    expect(await s.reason(post)).toBe('boosted: by hand; it counts and is not repeated');
    const made = await s.boosting.candidates.made('mastodon', 0, s.clock.now().epochMilliseconds);
    expect(made).toMatchObject([{ remoteId: post.remoteId, byHand: true }]);
    const others = [s.posts('keepers'), s.posts('keepers')];
    for (let i = 0; i < 4; i += 1) {
      s.wait(minutes(10));
      await readAgain(s);
    }
    expect(s.boosted.map(({ remoteId }) => remoteId)).toEqual([others[0]!.remoteId]);
    // The partner withdraws: what a person did stays.
    s.agree({ ...s.partners(), partners: [] });
    await tickAndWork(s);
    expect([await s.state(post), s.undone]).toEqual(['boosted', [others[0]!.remoteId]]);
  });
});

describe('a partner', () => {
  const withdrawn = (s: BoostingStage) =>
    s.agree({ ...s.partners(), partners: [partnerNamed('keepers', {}, { consent: {} })] });

  it('that has not agreed is not even read', async () => {
    await using s = await boostingStage({
      partners: [partnerNamed('keepers', {}, { consent: { by: 'E', on: '2026-11-01' } })],
    });
    s.posts('keepers');
    await s.tick();
    expect(s.read).toEqual([]);
  });

  it('that withdraws while its post is on hold is not boosted', async () => {
    await using s = await boostingStage();
    const post = s.posts('keepers');
    await s.tick();
    withdrawn(s);
    await s.tick();
    expect(await s.reason(post)).toMatch(/^declined: The keepers has given no consent/);
  });

  it('that withdraws between its turn and the call is not boosted', async () => {
    await using s = await boostingStage();
    const post = s.posts('keepers');
    await s.tick();
    s.wait(minutes(20));
    await s.tick();
    withdrawn(s);
    await s.work();
    expect(s.boosted).toEqual([]);
    expect(await s.state(post)).toBe('declined');
  });

  it('that withdraws after the boost has it undone at the next run, once', async () => {
    await using s = await boostingStage();
    const post = await oneBoosted(s);
    withdrawn(s);
    for (let i = 0; i < 3; i += 1) await s.tick();
    expect(s.undone).toEqual([post.remoteId]);
    expect(await s.state(post)).toBe('undone');
    expect(await s.row((await s.candidate(post))!.delivery!)).toMatchObject({ state: 'retracted' });
  });

  it('whose consent ends is not boosted from that minute on', async () => {
    const consent = { by: 'E', on: '2026-11-01', evidence: 'letters/1', until: '2026-11-29' };
    await using s = await boostingStage({
      partners: [partnerNamed('keepers', {}, { consent })],
      campaign: { quietHours: undefined } as never,
    });
    s.clock.set(Temporal.Instant.from('2026-11-29T23:50:00+02:00'));
    const post = s.posts('keepers');
    await s.tick();
    s.wait(minutes(20));
    await tickAndWork(s);
    expect(s.boosted).toEqual([]);
    expect(await s.state(post)).not.toBe('boosted');
  });

  it('keeps its boosts while the file cannot be read, and gets no new ones', async () => {
    await using s = await boostingStage();
    const post = await oneBoosted(s);
    const next = s.posts('keepers');
    s.wait(minutes(2));
    await s.tick();
    s.agree(undefined);
    s.wait(minutes(60));
    await tickAndWork(s);
    expect([await s.state(post), await s.state(next)]).toEqual(['boosted', 'held']);
    expect(s.undone).toEqual([]);
  });

  it('that is paused waits, and goes on when somebody resumes it', async () => {
    await using s = await boostingStage();
    const post = s.posts('keepers');
    await s.tick();
    await s.p.pauses.pause({ scope: 'partner:keepers', kind: 'paused', reason: 'a person', by: 'F', since_at: 0 });
    s.wait(minutes(20));
    await tickAndWork(s);
    expect(await s.reason(post)).toBe('waiting: the partner is paused: a person');
    await s.p.pauses.resume('partner:keepers');
    await tickAndWork(s);
    expect(await s.state(post)).toBe('boosted');
  });

  it('that blocks us has withdrawn: what was boosted is undone, until a person says otherwise', async () => {
    await using s = await boostingStage();
    const post = await oneBoosted(s);
    s.trouble({ kind: 'blocks us', words: 'it has blocked us' });
    s.wait(minutes(2));
    await s.tick();
    await s.tick();
    expect(await s.state(post)).toBe('undone');
    expect((await s.p.pauses.all()).map(({ scope }) => scope)).toEqual(['partner:keepers']);
  });

  it('whose account is not there, was renamed or is suspended is told of once', async () => {
    await using s = await boostingStage();
    await s.tick();
    for (let i = 0; i < 3; i += 1) {
      s.wait(minutes(2));
      await s.tick();
    }
    expect(s.said.filter((words) => words.includes('cannot be read'))).toHaveLength(1);
    expect((await s.boosting.candidates.sources())[0]?.problem).toContain('keepers@social.example');
    s.join('keepers');
    s.wait(minutes(25 * 60));
    await s.tick();
    expect((await s.boosting.candidates.sources())[0]?.problem).toBeNull();
    s.trouble({ kind: 'suspended', words: 'its server has suspended it' });
    for (let i = 0; i < 3; i += 1) {
      s.wait(minutes(2));
      await s.tick();
    }
    expect(s.said.filter((words) => words.includes('cannot be read'))).toHaveLength(2);
  });
});

describe('after the boost', () => {
  it('undoes it when two looks say that the post is gone', async () => {
    await using s = await boostingStage();
    const post = await oneBoosted(s);
    s.change(post, 'gone');
    s.wait(minutes(5));
    await s.tick();
    expect(s.undone).toEqual([]);
    s.wait(minutes(1));
    await s.tick();
    expect(s.undone).toEqual([post.remoteId]);
    expect(await s.reason(post)).toMatch(/^undone: its post was deleted/);
  });

  it('keeps it when the post was only edited, and says so', async () => {
    await using s = await boostingStage();
    const post = await oneBoosted(s);
    s.change(post, { text: 'Other words. #StandWithThe6' });
    s.wait(minutes(5));
    await s.tick();
    s.wait(minutes(10));
    await s.tick();
    expect(await s.state(post)).toBe('boosted');
    expect(await s.reason(post)).toBe('boosted: #StandWithThe6, 1st of 4 today; edited since: look at it');
  });

  it('notes that somebody undid it by hand', async () => {
    await using s = await boostingStage();
    const post = await oneBoosted(s);
    s.change(post, { boostedByUs: false });
    s.wait(minutes(5));
    await s.tick();
    expect(await s.reason(post)).toBe('undone: by hand, on the network');
    expect(s.undone).toEqual([]);
  });

  it('undoes nothing by mistake while the network does not answer', async () => {
    await using s = await boostingStage();
    const post = await oneBoosted(s);
    s.fail(new Unreachable('refused'));
    for (let i = 0; i < 5; i += 1) {
      s.wait(minutes(20));
      await s.tick();
    }
    expect([await s.state(post), s.undone]).toEqual(['boosted', []]);
  });

  it('follows the post as a partner’s', async () => {
    await using s = await boostingStage();
    const post = await oneBoosted(s);
    const rows = await s.store.db.selectFrom('followed').selectAll().execute();
    expect(rows).toMatchObject([{ whose: 'partner', partner: 'keepers', remote_id: post.remoteId, delivery: null }]);
  });
});

describe('a person', () => {
  it('accepts a post of `mode: review`, which is looked at once more and boosted', async () => {
    await using s = await boostingStage({ partners: [partnerNamed('keepers', { mode: 'review' })] });
    const post = s.posts('keepers');
    await s.tick();
    s.wait(minutes(20));
    await tickAndWork(s);
    expect(await s.state(post)).toBe('review');
    const now = s.clock.now().epochMilliseconds;
    await s.boosting.candidates.decide((await s.candidate(post))!, {
      answer: 'accepted',
      answered_by: 'G',
      due_at: now,
    });
    await tickAndWork(s);
    expect(await s.state(post)).toBe('boosted');
  });

  it('is asked again when the post has changed since', async () => {
    await using s = await boostingStage({ partners: [partnerNamed('keepers', { mode: 'review', hold: minutes(0) })] });
    const post = s.posts('keepers');
    await s.tick();
    const now = s.clock.now().epochMilliseconds;
    await s.boosting.candidates.decide((await s.candidate(post))!, {
      answer: 'accepted',
      answered_by: 'G',
      due_at: now,
    });
    s.change(post, { text: 'Other words. #StandWithThe6' });
    await tickAndWork(s);
    await tickAndWork(s);
    expect(s.boosted).toEqual([]);
    expect(await s.candidate(post)).toMatchObject({ state: 'review', answer: null });
  });

  it('who never answers lets it lapse with `maxAge`', async () => {
    await using s = await boostingStage({ partners: [partnerNamed('keepers', { mode: 'review' })] });
    const post = s.posts('keepers');
    await s.tick();
    s.wait(minutes(20));
    await s.tick();
    s.wait(minutes(24 * 60));
    await s.tick();
    expect(await s.state(post)).toBe('lapsed');
  });
});

describe('the network', () => {
  it('that refuses three boosts in a row pauses boosting there, and resuming is believed', async () => {
    await using s = await boostingStage({
      partners: [partnerNamed('keepers', { hold: minutes(0), spacing: minutes(1), perDay: 20 })],
      perDay: 20,
    });
    s.will(() => new Rejected('no such thing'));
    for (let i = 0; i < 5; i += 1) s.posts('keepers');
    for (let i = 0; i < 8; i += 1) {
      await tickAndWork(s);
      s.wait(minutes(2));
    }
    const all = async (state: string) =>
      (await s.boosting.candidates.all()).filter((one) => one.state === state).length;
    expect([await all('declined'), await all('waiting')]).toEqual([3, 2]);
    expect(await s.p.pauses.all()).toMatchObject([{ scope: 'boost:mastodon', kind: 'blocked' }]);
    await s.p.pauses.resume('boost:mastodon');
    await tickAndWork(s);
    expect(await s.p.pauses.all()).toEqual([]);
    expect(await all('declined')).toBe(4);
  });

  it('that locks the account pauses everything there, as for posts', async () => {
    await using s = await boostingStage();
    s.will(() => new Blocked('suspended for spam'));
    const post = await oneBoosted(s);
    expect(await s.p.pauses.all()).toMatchObject([{ scope: 'mastodon', reason: 'suspended for spam' }]);
    expect(await s.state(post)).toBe('boosting');
    s.will(() => 'publish');
    await s.p.pauses.resume('all');
    s.queue.push((await s.candidate(post))!.delivery!);
    await s.work();
    expect(await s.state(post)).toBe('boosted');
  });

  it('that asks to wait is boosted on later, once', async () => {
    await using s = await boostingStage();
    s.will(() => new Throttled(s.clock.now().add({ minutes: 3 })));
    const post = await oneBoosted(s);
    s.will(() => 'publish');
    s.wait(minutes(4));
    s.queue.push((await s.candidate(post))!.delivery!);
    await s.work();
    expect(s.boosted).toHaveLength(1);
  });

  it('whose answer was lost for good leaves the question to a person', async () => {
    await using s = await boostingStage({ resend: false });
    const post = s.posts('keepers');
    await s.tick();
    s.wait(minutes(20));
    s.will(() => new Error('nobody knows'));
    await tickAndWork(s);
    const { delivery } = (await s.candidate(post))!;
    for (let i = 0; i < 3; i += 1) {
      s.wait(minutes(6));
      s.queue.push(delivery!);
      await s.work();
    }
    expect((await s.row(delivery!)).state).toBe('unconfirmed');
    await settling(s.store.db).isOut(delivery!, { remoteId: '9', url: 'https://social.example/9', at: 0 });
    await s.tick();
    expect(await s.state(post)).toBe('boosted');
  });
});

describe('a network that the campaign has no longer', () => {
  /** Laid down, and not yet taken by a worker. */
  const laidDown = async (s: BoostingStage) => {
    const post = s.posts('keepers');
    await s.tick();
    s.wait(minutes(20));
    await s.tick();
    return post;
  };
  const away = (s: BoostingStage): BoostingStage => {
    const boosting = { ...s.boosting, networks: new Map() };
    return { ...s, tick: async () => void (await boost(boosting)()) };
  };

  it('is told of; what was laid down for it goes out when it is back in time', async () => {
    await using s = await boostingStage();
    const post = await laidDown(s);
    await away(s).tick();
    expect(await s.reason(post)).toMatch(/^boosting: Mastodon is not in config\/campaign.yaml any more, or its cred/);
    expect(await s.state(post)).toBe('boosting');
    await tickAndWork(s);
    expect(await s.reason(post)).toBe('boosted: #StandWithThe6, 1st of 4 today');
  });

  it('leaves nothing behind: what waits, and what is laid down, lapses when it is too old', async () => {
    await using s = await boostingStage();
    const laid = await laidDown(s);
    const waiting = s.posts('keepers');
    s.wait(minutes(1));
    await s.tick();
    s.wait(minutes(24 * 60 + 1));
    for (let i = 0; i < 2; i += 1) await away(s).tick();
    for (const post of [laid, waiting]) {
      expect(await s.state(post)).toBe('lapsed');
      expect(await s.reason(post)).toMatch(/^lapsed: it is too old now, and could not be sent: Mastodon is not in/);
    }
    const { delivery } = (await s.candidate(laid))!;
    expect((await s.row(delivery!)).state).toBe('skipped');
    // Nothing is sent when it comes back.
    await tickAndWork(s);
    s.queue.push(delivery!);
    await s.work();
    expect(s.boosted).toEqual([]);
  });

  it('says that a boost of a partner that has withdrawn is still to be undone, and undoes it when it is back', async () => {
    await using s = await boostingStage();
    const post = await oneBoosted(s);
    s.agree({ ...s.partners(), partners: [] });
    for (let i = 0; i < 2; i += 1) await away(s).tick();
    expect(await s.reason(post)).toBe('boosted: #StandWithThe6, 1st of 4 today (to be undone)');
    expect(s.said.filter((words) => words.includes('out of reach'))).toHaveLength(1);
    expect(s.undone).toEqual([]);
    await s.tick();
    expect(s.undone).toEqual([post.remoteId]);
    expect(await s.state(post)).toBe('undone');
  });

  it('asks a person about a boost that may be out, and believes the answer', async () => {
    await using s = await boostingStage({ resend: false });
    const post = await laidDown(s);
    s.will(() => new Error('nobody knows'));
    await s.work();
    await away(s).tick();
    const { delivery } = (await s.candidate(post))!;
    expect((await s.row(delivery!)).state).not.toBe('unconfirmed');
    s.wait(minutes(24 * 60 + 1));
    for (let i = 0; i < 2; i += 1) await away(s).tick();
    expect((await s.row(delivery!)).state).toBe('unconfirmed');
    expect(await s.state(post)).toBe('boosting');
    expect(await s.reason(post)).toContain(`settle ${delivery}`);
    await settling(s.store.db).isOut(delivery!, { remoteId: '9', url: 'https://social.example/9', at: 0 });
    await away(s).tick();
    expect(await s.reason(post)).toBe('boosted');
  });
});

describe('posts of ours', () => {
  it('are not counted with boosts, nor the other way round', async () => {
    await using s = await boostingStage();
    await oneBoosted(s);
    expect((await s.p.deliveries.counts()).published).toBe(0);
    expect(await s.p.deliveries.between(0, Number.MAX_SAFE_INTEGER)).toEqual([]);
    expect(await s.p.deliveries.standing(0, Number.MAX_SAFE_INTEGER)).toEqual([]);
    expect(await s.p.deliveries.occupied('mastodon', '' as never, 0)).toEqual([]);
  });
});
