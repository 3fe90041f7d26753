import { describe, expect, it } from 'vitest';
import { Ambiguous, Rejected } from '../../src/errors.ts';
import { blueskyNetwork } from '../../src/network/bluesky/adapter.ts';
import { startLocalBluesky } from '../../src/rehearsal/bluesky/server.ts';
import type { Fault, LocalRequest } from '../../src/rehearsal/local.ts';
import { boostAttempt, noon, partnerWorld, refOf, soon } from './boosting.ts';

const collection = 'app.bsky.feed.repost';

const world = async (doing: Parameters<typeof partnerWorld>[1] = [{ kind: 'post', in: 1 }]) => {
  let time = noon.add({ minutes: 5 });
  let fault: ((request: LocalRequest) => Fault | undefined) | undefined;
  const requests: LocalRequest[] = [];
  const now = () => time;
  const local = await startLocalBluesky({
    now,
    public: partnerWorld('bluesky', doing),
    faults: (request) => {
      requests.push(request);
      return fault?.(request);
    },
  });
  const { BLUESKY_IDENTIFIER: identifier = '', BLUESKY_APP_PASSWORD: password = '' } = local.environment;
  const network = blueskyNetwork({ service: local.url, identifier, password, now });
  local.advance(time);
  const partner = await network.identify('partner.test', soon());
  if (!partner) throw new Error('nobody there');
  const { posts } = await network.partnerPosts(partner, { notBefore: noon }, soon());
  /** As the client of a person would. */
  const byHand = async (nsid: string, body: object) => {
    const login = await fetch(`${local.url}/xrpc/com.atproto.server.createSession`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ identifier, password }),
    });
    const { accessJwt, did } = (await login.json()) as { accessJwt: string; did: string };
    const response = await fetch(`${local.url}/xrpc/${nsid}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessJwt}` },
      body: JSON.stringify({ repo: did, ...body }),
    });
    return (await response.json()) as { uri: string; cid: string };
  };
  const repost = ({ remoteId: uri, version: cid }: (typeof posts)[number]) =>
    byHand('com.atproto.repo.createRecord', {
      collection,
      record: { $type: collection, subject: { uri, cid }, createdAt: time.toString() },
    });
  return {
    ...{ local, network, partner, posts, requests, byHand, repost },
    post: posts[0]!,
    now,
    pass: (minutes: number) => {
      time = time.add({ minutes });
      local.advance(time);
    },
    failWhen: (next: typeof fault) => {
      fault = next;
    },
    [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
  };
};

describe('boosting on Bluesky', () => {
  it('makes a repost under the key of the delivery, which names the version that was decided on', async () => {
    await using w = await world();
    const attempt = boostAttempt(w.network, refOf(w.post), w.now());
    const receipt = await w.network.publish(attempt, soon());
    expect(receipt.remoteId).toMatch(new RegExp(`^at://[^/]+/${collection}/${attempt.key}$`));
    expect(receipt.version).toMatch(/^baf/);
    const sent = w.requests.find(({ path }) => path.endsWith('putRecord'));
    expect(JSON.parse(sent?.text ?? '')).toMatchObject({
      rkey: attempt.key,
      swapRecord: null,
      record: {
        subject: { uri: w.post.remoteId, cid: w.post.version },
        createdAt: attempt.createdAt.toString({ fractionalSecondDigits: 3 }),
      },
    });
  });

  it('takes a repost that a person made for the receipt, with its own address and version', async () => {
    await using w = await world();
    const made = await w.repost(w.post);
    const receipt = await w.network.publish(boostAttempt(w.network, refOf(w.post), w.now()), soon());
    expect(receipt).toMatchObject({ remoteId: made.uri, version: made.cid });
    expect(w.local.boosts()).toHaveLength(1);
  });

  it('goes by the repository where the view still shows a boost that was undone', async () => {
    await using w = await world();
    const { post } = w;
    const made = await w.repost(post);
    w.failWhen(({ path, query }) =>
      path.endsWith('getRecord') && query.get('rkey') === made.uri.split('/').at(-1)
        ? { when: 'before', what: { kind: 'answer', status: 400, body: '{"error":"RecordNotFound"}' } }
        : undefined,
    );
    const attempt = boostAttempt(w.network, refOf(post), w.now());
    expect((await w.network.publish(attempt, soon())).remoteId).toContain(attempt.key);
  });

  it('does not boost what was edited after it was decided', async () => {
    await using w = await world([{ kind: 'post', in: 1, editedAfter: 600, thenSays: 'Something else.' }]);
    const { post } = w;
    w.pass(20);
    const thrown = await w.network.publish(boostAttempt(w.network, refOf(post), w.now()), soon()).catch((e) => e);
    expect(thrown).toBeInstanceOf(Rejected);
    expect((thrown as Rejected).message).toMatch(/edited/);
    expect(w.local.boosts()).toEqual([]);
  });

  it('takes its own earlier boost where the same key holds another moment', async () => {
    await using w = await world();
    const attempt = boostAttempt(w.network, refOf(w.post), w.now());
    const first = await w.network.publish(attempt, soon());
    // As if the view came late: it does not show the boost yet.
    w.failWhen(({ path }) =>
      path.endsWith('getPosts')
        ? { when: 'before', what: { kind: 'answer', status: 200, body: JSON.stringify({ posts: [view(w.post)] }) } }
        : undefined,
    );
    const again = { ...attempt, createdAt: attempt.createdAt.add({ seconds: 1 }) };
    expect((await w.network.publish(again, soon())).remoteId).toBe(first.remoteId);
    expect(w.local.boosts()).toHaveLength(1);
  });

  it('is ambiguous when the record under its key is of another post', async () => {
    await using w = await world([
      { kind: 'post', in: 1 },
      { kind: 'post', in: 2 },
    ]);
    const [one, other] = w.posts;
    const attempt = boostAttempt(w.network, refOf(one!), w.now());
    await w.network.publish(attempt, soon());
    const mixedUp = { ...attempt, with: { boost: refOf(other!) } };
    await expect(w.network.publish(mixedUp, soon())).rejects.toBeInstanceOf(Ambiguous);
  });

  it('undoes boosts of our own account only', async () => {
    await using w = await world();
    const subject = refOf(w.post);
    const another = w.post.remoteId.replace(/[^/]+$/u, '3kother');
    for (const remoteId of [another, `at://did:plc:other/${collection}/3k`, 'nonsense']) {
      await expect(w.network.unboost({ subject, remoteId }, soon())).rejects.toBeInstanceOf(Rejected);
    }
  });

  it('finds our boost of a post where a person has named the post’s own page, and where the post is gone since', async () => {
    await using w = await world([
      { kind: 'post', in: 1 },
      { kind: 'post', in: 2, deletedAfter: 600 },
    ]);
    const [one, other] = [w.posts[0]!, w.posts[1]!];
    await w.repost(one);
    await w.repost(other);
    w.pass(20);
    expect((await w.network.look(other.remoteId, soon())).kind).toBe('gone');
    const byPage = (remoteId: string) => `at://partner.test/app.bsky.feed.post/${remoteId.split('/').at(-1)}`;
    await w.network.unboost({ subject: refOf(other), remoteId: byPage(other.remoteId) }, soon());
    expect(w.local.boosts().map(({ of }) => of)).toEqual([one.remoteId]);
    await w.network.unboost({ subject: refOf(one), remoteId: byPage(one.remoteId) }, soon());
    await w.network.unboost({ subject: refOf(one), remoteId: byPage(one.remoteId) }, soon());
    expect(w.local.boosts()).toEqual([]);
    expect(w.local.complaints()).toEqual([]);
  });

  it('tells who has blocked us from who is gone', async () => {
    await using w = await world([
      { kind: 'post', in: 1 },
      { kind: 'blocks us', in: 10 },
    ]);
    w.pass(30);
    const page = await w.network.partnerPosts(w.partner, { cursor: 'before', notBefore: noon }, soon());
    expect(page).toEqual({
      posts: [],
      read: 0,
      cursor: 'before',
      problem: { kind: 'blocks us', words: 'partner.test has blocked our account on Bluesky' },
    });
    expect((await w.network.look(w.post.remoteId, soon())).kind).toBe('blocked');
    expect((await w.network.look(`${w.post.remoteId}x`, soon())).kind).toBe('blocked');
    expect((await w.network.look('at://did:plc:nobody/app.bsky.feed.post/3k', soon())).kind).toBe('gone');
  });

  it('reads a renamed partner by its DID, and shows the new handle', async () => {
    await using w = await world([
      { kind: 'post', in: 1 },
      { kind: 'moves', to: 'new.partner.test', in: 10 },
      { kind: 'post', in: 20 },
    ]);
    w.pass(30);
    const { posts } = await w.network.partnerPosts(w.partner, { notBefore: noon }, soon());
    expect(posts.map(({ author }) => author)).toEqual(Array(2).fill({ id: w.partner.id, handle: 'new.partner.test' }));
  });
});

const view = ({
  remoteId: uri,
  version: cid,
  at,
  text,
}: {
  remoteId: string;
  version?: string;
  at: Temporal.Instant;
  text: string;
}) => ({
  ...{ uri, cid, indexedAt: at.toString(), viewer: {} },
  author: { did: uri.split('/')[2], handle: 'partner.test' },
  record: { $type: 'app.bsky.feed.post', text, createdAt: at.toString() },
});
