import { describe, expect, it } from 'vitest';
import { Ambiguous, Blocked, Rejected, Unreachable } from '../../src/errors.ts';
import type { Accompaniment } from '../../src/model.ts';
import type { Fault } from '../../src/rehearsal/local.ts';
import { contractNow } from './contract.ts';
import { attempt, bare, json, lost, soon, stage, thrownBy } from './x-stage.ts';

const answering = (root: string, parent = root): Accompaniment => ({
  reply: { root: { remoteId: root }, parent: { remoteId: parent } },
});

describe.each(['2.167', '2.159'] as const)('a thread on X, spec %s', (spec) => {
  it('answers the post before, and each of its posts is found again', async () => {
    await using s = await stage({ spec });
    let before: string | undefined;
    let root = '';
    for (const text of ['One. #StandWithThe6', 'Two: https://example.org/2', 'ثلاثة']) {
      const sent = attempt(text, contractNow, before ? answering(root, before) : {});
      s.failNext(lost);
      expect(await thrownBy(s.network.publish(sent, soon()))).toBeInstanceOf(Ambiguous);
      const recall = await s.network.recall(sent, soon());
      if (recall.kind !== 'found') throw new Error(recall.why);
      before = recall.receipt.remoteId;
      root ||= before;
    }
    const ids = s.local.posts().map(({ id }) => id);
    expect(s.local.posts().map(({ replyTo }) => replyTo)).toEqual([undefined, ids[0], ids[1]]);
    expect(s.local.complaints()).toEqual([]);
  });

  it('is not mistaken for a post of its own with the same words, nor for one in another thread', async () => {
    await using s = await stage({ spec });
    const [first, other] = [attempt('First.'), attempt('Other.')];
    const root = await s.network.publish(first, soon());
    const elsewhere = await s.network.publish(other, soon());
    const reply = attempt('The same words.', contractNow, answering(root.remoteId));
    const made = await s.network.publish(reply, soon());
    expect(await s.network.recall(reply, soon())).toMatchObject({ receipt: { remoteId: made.remoteId } });
    const alone = attempt('The same words.');
    expect(await s.network.recall(alone, soon())).toMatchObject({ kind: 'absent' });
    const there = attempt('The same words.', contractNow, answering(elsewhere.remoteId));
    expect(await s.network.recall(there, soon())).toMatchObject({ kind: 'absent' });
  });
});

describe('which of our posts is the lost one', () => {
  const shown = (id: string, more: object = {}) => ({
    id,
    text: 'The same words.',
    created_at: contractNow.toString(),
    ...more,
  });
  const answersTo = (id: string) => [
    { type: 'quoted', id: '99' },
    { type: 'replied_to', id },
  ];

  it.each<[string, Accompaniment, readonly object[], string | undefined]>([
    [
      'the one with the same parent',
      answering('1', '3'),
      [shown('8', { referenced_tweets: answersTo('2') }), shown('9', { referenced_tweets: answersTo('3') })],
      '9',
    ],
    [
      'the one with the same parent, by the newer name',
      answering('1', '3'),
      [shown('8', { referenced_posts: answersTo('2') }), shown('9', { referenced_posts: answersTo('3') })],
      '9',
    ],
    [
      'none when all have another parent',
      answering('1', '3'),
      [shown('8', { referenced_posts: answersTo('2') })],
      undefined,
    ],
    [
      'the one in the same thread',
      answering('1'),
      [shown('8', { conversation_id: '2' }), shown('9', { conversation_id: '1' })],
      '9',
    ],
    ['not the one that stands alone', answering('1'), [shown('8', { conversation_id: '8' })], undefined],
    [
      'the one that stands alone',
      {},
      [shown('8', { conversation_id: '1' }), shown('9', { conversation_id: '9' })],
      '9',
    ],
    [
      'not one that answers, when ours answers none',
      {},
      [shown('8', { referenced_tweets: answersTo('2') })],
      undefined,
    ],
    [
      'the parent before the thread',
      answering('5', '3'),
      [shown('8', { conversation_id: '1', referenced_tweets: answersTo('3') })],
      '8',
    ],
    ['the one with the same words, where X shows no more', answering('1'), [shown('8')], '8'],
    [
      'the one with the same words, where what X shows is strange',
      answering('1'),
      [shown('8', { conversation_id: 6, referenced_tweets: 'none' })],
      '8',
    ],
  ])('is %s', async (_what, more, data, id) => {
    await using s = await bare((request, response) =>
      request.url?.startsWith('/2/users/me')
        ? json(response, 200, { data: { id: '1', username: 'us' } })
        : json(response, 200, { data, meta: { result_count: data.length } }),
    );
    const recall = await s.at(s.url).recall(attempt('The same words.', contractNow, more), soon());
    expect(recall).toMatchObject(id ? { kind: 'found', receipt: { remoteId: id } } : { kind: 'absent' });
  });

  it('is looked for among replies, too', async () => {
    await using s = await bare((request, response) =>
      request.url?.startsWith('/2/users/me')
        ? json(response, 200, { data: { id: '1', username: 'us' } })
        : json(response, 200, { meta: { result_count: 0 } }),
    );
    await s.at(s.url).recall(attempt('Hello'), soon());
    expect(new URL(s.seen[1]?.url ?? '', 'http://x').searchParams.get('exclude')).toBe('retweets');
  });
});

describe('a post that answers one that is gone', () => {
  it('is rejected, in the words of X', async () => {
    await using s = await stage();
    const { remoteId } = await s.network.publish(attempt('First.'), soon());
    await s.network.remove(remoteId, soon());
    const thrown = await thrownBy(s.network.publish(attempt('Second.', contractNow, answering(remoteId)), soon()));
    expect(thrown).toBeInstanceOf(Rejected);
    expect((thrown as Error).message).toContain('deleted');
    expect(s.local.posts()).toEqual([]);
  });
});

describe('deleting a post on X', () => {
  const words = { title: 'Not Found', detail: 'Not Found', type: 'about:blank', status: 404 };
  const lostPost = { errors: [{ title: 'Not Found Error', type: 'https://api.x.com/2/problems/resource-not-found' }] };

  it.each<[string, number, object]>([
    ['when X says so', 200, { data: { deleted: true } }],
    ['when it is gone already', 404, words],
    ['when it is gone already, said with a 200', 200, lostPost],
  ])('is done %s', async (_what, status, body) => {
    await using s = await bare((_request, response) => json(response, status, body));
    await s.at(s.url).remove('7', soon());
    expect(s.seen.map(({ method, url }) => `${method} ${url}`)).toEqual(['DELETE /2/tweets/7']);
  });

  it.each<[string, Fault['what'], new (...words: never[]) => Error]>([
    ['500', { kind: 'answer', status: 500, body: '{"title":"Internal Server Error"}' }, Unreachable],
    ['a reset', { kind: 'close' }, Unreachable],
    ['half an answer', { kind: 'half' }, Unreachable],
    ['a page that is not X', { kind: 'answer', status: 404, body: '<html>Not found</html>' }, Blocked],
    ['a word that it is still there', { kind: 'answer', status: 200, body: '{"data":{"deleted":false}}' }, Unreachable],
    ['an answer about something else', { kind: 'answer', status: 200, body: '{"ok":true}' }, Unreachable],
    ['401', { kind: 'answer', status: 401, body: '{"title":"Unauthorized"}' }, Blocked],
    ['400', { kind: 'answer', status: 400, body: '{"title":"Invalid Request"}' }, Rejected],
  ])('may be done again after %s', async (_what, what, fate) => {
    await using s = await stage();
    const { remoteId } = await s.network.publish(attempt('A mistake.'), soon());
    s.failNext({ when: 'after', what });
    expect(await thrownBy(s.network.remove(remoteId, soon()))).toBeInstanceOf(fate);
    await s.network.remove(remoteId, soon());
    expect(s.local.posts()).toEqual([]);
    expect(s.local.complaints()).toEqual([]);
  });
});

describe('credentials that may only read', () => {
  it('are found out by looking, and the mend is said', async () => {
    await using s = await stage({ access: 'read' });
    for (const _twice of [1, 2]) {
      const thrown = await thrownBy(s.network.account(soon()));
      expect(thrown).toBeInstanceOf(Blocked);
      expect((thrown as Error).message).toMatch(/Read and write.*regenerate the access token/);
    }
    expect(s.requests).toEqual(['GET /2/users/me']);
  });

  it('block what writes, with the words of X and the mend, and still can look for a lost post', async () => {
    await using s = await stage({ access: 'read' });
    const picture = { bytes: Buffer.from('x'), type: 'image/png', width: 1, height: 1, alt: '' } as const;
    const tries = [
      () => s.network.publish(attempt('Hello'), soon()),
      () => s.network.upload(picture, soon()),
      () => s.network.remove('7', soon()),
    ];
    for (const one of tries) {
      const thrown = await thrownBy(one());
      expect(thrown).toBeInstanceOf(Blocked);
      expect((thrown as Error).message).toMatch(/oauth1 app permissions.*Read and write.*regenerate/);
    }
    expect(await s.network.recall(attempt('Hello'), soon())).toMatchObject({ kind: 'absent' });
  });

  it.each(['read-write', 'read-write-directmessages', undefined])('are not those of access level %s', async (level) => {
    await using s = await bare((_request, response) => {
      if (level) response.setHeader('x-access-level', level);
      json(response, 200, { data: { id: '1', username: 'us', description: 'Automated.' } });
    });
    expect(await s.at(s.url).account(soon())).toMatchObject({ handle: 'us', bio: 'Automated.' });
  });
});
