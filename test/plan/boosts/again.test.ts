import { describe, expect, it } from 'vitest';
import type { PartnerPost } from '../../../src/model.ts';
import { changes, decideAgain } from '../../../src/plan/boosts/again.ts';
import type { Circumstances } from '../../../src/plan/boosts/circumstances.ts';
import { circumstances, now, post, rules } from './given.ts';

const look = (after: Partial<PartnerPost>, given: Partial<Circumstances> = {}, more = rules) =>
  decideAgain(post, { kind: 'post', post: { ...post, ...after } }, more, { ...circumstances, ...given });

describe('the second look', () => {
  it.each<[string, Partial<PartnerPost>, string, string]>([
    ['the same', {}, 'boost now', 'boost now: #StandWithThe6, 1st of 4 today'],
    ['liked meanwhile', { counts: { likes: 90 } }, 'boost now', 'boost now: #StandWithThe6, 1st of 4 today'],
    [
      'edited, without a date: the hold begins anew',
      { version: 'b' },
      'held',
      'held until 12:20, as it was changed (edited since it was first seen)',
    ],
    [
      'edited, with a date: the hold begins then',
      { text: 'Two lamps. #StandWithThe6', editedAt: now.subtract({ minutes: 10 }) },
      'held',
      'held until 12:10, as it was changed (edited since it was first seen)',
    ],
    [
      'edited long enough ago',
      { editedAt: now.subtract({ minutes: 20 }) },
      'boost now',
      'boost now: #StandWithThe6, 1st of 4 today (edited since it was first seen)',
    ],
    [
      'edited, and the hashtag is gone',
      { text: 'Lamps.' },
      'declined',
      'declined: without #StandWithThe6 (edited since it was first seen)',
    ],
    [
      'its picture has lost its description',
      { media: [{ kind: 'picture', alt: '' }] },
      'declined',
      'declined: with a picture without alt text (edited since it was first seen)',
    ],
    [
      'newly sensitive',
      { sensitive: true },
      'declined',
      'declined: marked as sensitive (marked as sensitive since it was first seen)',
    ],
    [
      'in another language',
      { langs: ['de'] },
      'declined',
      'declined: in de; the rules want en or ar (changed from en to de since it was first seen)',
    ],
    [
      'in another listed language',
      { langs: ['ar'] },
      'boost now',
      'boost now: #StandWithThe6, 1st of 4 today (changed from en to ar since it was first seen)',
    ],
    [
      'in no language',
      { langs: [] },
      'review',
      'review: it does not say in which language it is (changed from en to no language since it was first seen)',
    ],
    [
      'for followers only now',
      { visibility: 'followers' },
      'declined',
      'declined: for followers only (made for followers only since it was first seen)',
    ],
  ])('%s', (_, after, state, reason) => {
    const decision = look(after);
    expect([decision.state, decision.reason]).toEqual([state, reason]);
  });

  it.each([
    ['gone', 'declined: deleted, or not shown any more'],
    ['blocked', 'declined: The Lamp Keepers has blocked our account, and so withdrawn'],
  ] as const)('declines what is %s', (kind, reason) => {
    expect(decideAgain(post, { kind, remoteId: '1' }, rules, circumstances)).toMatchObject({
      state: 'declined',
      reason,
    });
  });

  it('ends the new hold when what it says is kept', () => {
    const edited = { ...post, version: 'b' };
    const { holdFrom } = look({ version: 'b' });
    expect(holdFrom).toEqual(now);
    const later = { ...circumstances, now: now.add({ minutes: 20 }), ...(holdFrom ? { holdFrom } : {}) };
    expect(decideAgain(edited, { kind: 'post', post: edited }, rules, later).state).toBe('boost now');
  });

  it('asks again when what a person accepted was edited, and not when a person declined it', () => {
    const accepted = { answer: { kind: 'accepted', by: 'F. Person' } } as const;
    const long = { editedAt: now.subtract({ hours: 1 }) };
    expect(look({}, accepted, { ...rules, mode: 'review' }).state).toBe('boost now');
    expect(look(long, accepted, { ...rules, mode: 'review' }).state).toBe('review');
    expect(look(long, { answer: { kind: 'declined', by: 'F. Person' } }).reason).toMatch(/^declined: by F. Person/);
  });

  it('tells every change', () => {
    expect(changes(post, { ...post, text: 'x', sensitive: true, langs: ['ar'], kind: 'reply' })).toEqual([
      'edited',
      'marked as sensitive',
      'changed from en to ar',
      'made a reply',
    ]);
  });
});
