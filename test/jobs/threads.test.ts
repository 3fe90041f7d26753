import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ambiguous, Unreachable } from '../../src/errors.ts';
import { publish } from '../../src/jobs/publish.ts';
import type { Point } from '../../src/jobs/publishing.ts';
import type { DeliveryId, Media } from '../../src/model.ts';
import { settling } from '../../src/store/settling.ts';
import { message, noon, publishingStage } from './stage.ts';

const picture = (name: string): Media => ({ file: `media/${name}.png`, sha256: name, alt: { en: name } });
const thread = message('first', 'One.\n---\nTwo.\n---\nThree.', [picture('lamps'), picture('chairs')]);

class Died extends Error {}

/** Dies when the n-th named point is passed, counted over everything that happens. */
const dyingAtPassage = (n: number) => {
  let passed = 0;
  return async (_point: Point) => {
    passed += 1;
    if (passed === n) throw new Died();
  };
};

const wakeUntilQuiet = async (s: Awaited<ReturnType<typeof publishingStage>>, id: DeliveryId) => {
  for (let wake = 0; wake < 8; wake += 1) {
    await s.leaseIsOver();
    s.clock.set(s.clock.now().add({ minutes: 6 }));
    await publish({ ...s.p, worker: 'worker-2' })({ delivery: id });
  }
};

describe('a thread with pictures', () => {
  it('uploads the pictures, then says its posts in order, each answering the one before', async () => {
    await using s = await publishingStage({ messages: [thread] });
    const id = await s.queued('a');
    await publish(s.p)({ delivery: id });
    expect(s.calls).toEqual(['upload lamps', 'upload chairs', 'publish a', 'publish a', 'publish a']);
    expect(s.held.map((post) => post.text)).toEqual(['One.\n#StandWithThe6', 'Two.', 'Three.']);
    expect(s.held[0]?.with.pictures).toEqual([
      { remoteId: 'picture-1', alt: 'lamps', width: 4, height: 3 },
      { remoteId: 'picture-2', alt: 'chairs', width: 4, height: 3 },
    ]);
    expect(s.held.map((post) => post.with.reply)).toEqual([
      undefined,
      { root: { remoteId: '0' }, parent: { remoteId: '0' } },
      { root: { remoteId: '0' }, parent: { remoteId: '1' } },
    ]);
    expect(new Set(s.held.map((post) => post.key)).size).toBe(3);
    expect((await s.row('a')).state).toBe('published');
  });

  // Two pictures and three posts: one claim, and three points a step.
  it.each(Array.from({ length: 16 }, (_, i) => [i + 1] as const))(
    'loses and doubles nothing when the worker dies at passage %i',
    async (n) => {
      await using s = await publishingStage({
        messages: [thread],
        behaviour: { resend: true, recallAfter: [Temporal.Duration.from({ seconds: 0 })] },
      });
      const id = await s.queued('a');
      await expect(publish({ ...s.p, passing: dyingAtPassage(n) })({ delivery: id })).rejects.toBeInstanceOf(Died);
      await wakeUntilQuiet(s, id);
      expect(s.held.map((post) => post.text)).toEqual(['One.\n#StandWithThe6', 'Two.', 'Three.']);
      expect((await s.row('a')).state).toBe('published');
    },
  );

  it('uploads the pictures anew when the network has forgotten them', async () => {
    await using s = await publishingStage({ messages: [thread] });
    const id = await s.queued('a');
    let first = true;
    s.will(() => {
      if (!first) return 'publish';
      first = false;
      return new Unreachable('unknown media', { uploadAgain: true });
    });
    await publish(s.p)({ delivery: id });
    await wakeUntilQuiet(s, id);
    expect(s.uploads).toEqual(['lamps', 'chairs', 'lamps', 'chairs']);
    expect(s.held[0]?.with.pictures?.map((one) => one.remoteId)).toEqual(['picture-3', 'picture-4']);
    expect(s.held).toHaveLength(3);
  });

  it('goes on as it began when its file is edited in the middle', async () => {
    await using s = await publishingStage({
      messages: [thread],
      behaviour: { resend: true, recallAfter: [Temporal.Duration.from({ seconds: 0 })] },
    });
    const id = await s.queued('a');
    s.will((attempt) => (attempt.step === 1 ? new Ambiguous('lost') : 'publish'));
    await publish(s.p)({ delivery: id });
    s.setToolkit([message('first', 'Other.\n---\nWords.')]);
    s.will(() => 'publish');
    await wakeUntilQuiet(s, id);
    expect(s.held.map((post) => post.text)).toEqual(['One.\n#StandWithThe6', 'Two.', 'Three.']);
  });

  it('stops where it is when it is withdrawn in the middle, and says how to delete what is out', async () => {
    await using s = await publishingStage({ messages: [thread] });
    const id = await s.queued('a');
    s.will((attempt) => (attempt.step === 1 ? new Unreachable('refused') : 'publish'));
    await publish(s.p)({ delivery: id });
    await s.p.approvals.record('withdraw', [{ message: 'first', lang: 'en', hash: '' }], 'F. Person', 1);
    s.will(() => 'publish');
    await wakeUntilQuiet(s, id);
    expect(s.held).toHaveLength(1);
    expect(await s.row('a')).toMatchObject({ state: 'skipped' });
    expect((await s.row('a')).reason).toMatch(/withdrawn by F. Person, after 1 of 3 posts.*retract/);
  });

  it('says every post once, whatever is lost on the way', { timeout: 60_000 }, async () => {
    const fates = fc.array(
      fc.constantFrom('publish' as const, 'lose before' as const, 'lose after' as const, 'refuse' as const),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(fates, fc.integer({ min: 1, max: 20 }), async (network, dies) => {
        await using s = await publishingStage({
          messages: [thread],
          behaviour: { resend: true, recallAfter: [Temporal.Duration.from({ seconds: 0 })] },
        });
        const id = await s.queued('a');
        const left = [...network];
        s.will(() => {
          const told = left.shift() ?? 'publish';
          if (told === 'publish') return 'publish';
          if (told === 'lose after') return 'publish, then lose the answer';
          return told === 'lose before' ? new Ambiguous('lost') : new Unreachable('refused');
        });
        await publish({ ...s.p, passing: dyingAtPassage(dies) })({ delivery: id }).catch(() => undefined);
        for (let round = 0; round < 4; round += 1) await wakeUntilQuiet(s, id);
        expect(s.held.map((post) => post.text)).toEqual(['One.\n#StandWithThe6', 'Two.', 'Three.']);
        expect((await s.row('a')).state).toBe('published');
      }),
      { numRuns: 25 },
    );
  });
});

describe('what a person mends', () => {
  it('publishes now what was held for being late', async () => {
    await using s = await publishingStage({
      campaign: { late: { after: Temporal.Duration.from({ minutes: 30 }), then: 'ask' } },
    });
    const id = await s.queued('a', noon.subtract({ hours: 3 }));
    await publish(s.p)({ delivery: id });
    expect((await s.row('a')).state).toBe('held');
    expect(await s.p.deliveries.sendNow('a', noon.epochMilliseconds)).toBe(true);
    await publish(s.p)({ delivery: id });
    expect((await s.row('a')).state).toBe('published');
  });

  it('publishes now what is planned for tomorrow, and still asks for approval', async () => {
    await using s = await publishingStage({ approved: false });
    const id = await s.queued('a', noon.add({ hours: 24 }));
    await s.p.deliveries.sendNow('a', noon.epochMilliseconds);
    await publish(s.p)({ delivery: id });
    expect(await s.row('a')).toMatchObject({ state: 'planned', reason: 'not approved yet' });
    await s.approve();
    await s.p.deliveries.move(['a'], ['planned'], 'queued');
    await publish(s.p)({ delivery: id });
    expect((await s.row('a')).state).toBe('published');
  });

  const unconfirmed = async () => {
    const s = await publishingStage({ messages: [message('first', 'One.\n---\nTwo.')] });
    const id = await s.queued('a');
    s.will(() => new Ambiguous('a 502'));
    await publish(s.p)({ delivery: id });
    await wakeUntilQuiet(s, id);
    s.will(() => 'publish');
    return { s, id };
  };

  it('takes a person’s word that an unconfirmed post is out, and goes on with the thread', async () => {
    const { s, id } = await unconfirmed();
    await using _ = s;
    expect((await s.row('a')).state).toBe('unconfirmed');
    expect(await settling(s.store.db).isOut('a', { remoteId: '77', url: 'https://x.com/e/status/77', at: 0 })).toBe(
      true,
    );
    await wakeUntilQuiet(s, id);
    expect(s.held.map((post) => post.text)).toEqual(['Two.']);
    expect(s.held[0]?.with.reply?.parent).toEqual({ remoteId: '77' });
    expect((await s.row('a')).state).toBe('published');
  });

  it('takes a person’s word that an unconfirmed post is not out, and sends it', async () => {
    const { s, id } = await unconfirmed();
    await using _ = s;
    expect(await settling(s.store.db).send('a', noon.epochMilliseconds)).toBe(true);
    expect(await settling(s.store.db).send('a', noon.epochMilliseconds)).toBe(false);
    await wakeUntilQuiet(s, id);
    expect(s.held.map((post) => post.text)).toEqual(['One.\n#StandWithThe6', 'Two.']);
  });

  it('posts a correction as a reply to the post that it corrects, once', async () => {
    await using s = await publishingStage();
    const id = await s.queued('a');
    await publish(s.p)({ delivery: id });
    const of = await s.row('a');
    const reply = { remoteId: '0' };
    const content = { posts: ['Correction: the 19th.'], pictures: [], reply: { root: reply, parent: reply } };
    const row = { id: 'c' as DeliveryId, of, textHash: 'c', content, at: noon.epochMilliseconds };
    await s.p.deliveries.correct(row);
    await s.p.deliveries.correct(row);
    await publish(s.p)({ delivery: row.id });
    expect(s.held.map((post) => post.text)).toEqual(['Words of first.\n#StandWithThe6', 'Correction: the 19th.']);
    expect(s.held[1]?.with.reply).toEqual({ root: reply, parent: reply });
  });

  it('keeps the record of what was retracted', async () => {
    await using s = await publishingStage({ messages: [message('first', 'One.\n---\nTwo.')] });
    const id = await s.queued('a');
    await publish(s.p)({ delivery: id });
    await s.p.deliveries.retracted('a', 1, 1, 'A. Person');
    expect((await s.row('a')).state).toBe('published');
    expect(await s.p.deliveries.postsOut('a')).toHaveLength(1);
    await s.p.deliveries.retracted('a', 0, 2, 'A. Person');
    expect(await s.row('a')).toMatchObject({ state: 'retracted', reason: 'retracted by A. Person' });
    expect(await s.store.db.selectFrom('receipt').selectAll().execute()).toHaveLength(2);
  });
});
