import { describe, expect, it } from 'vitest';
import { knownAddresses } from '../../../src/jobs/watch/known.ts';
import type { Sight } from '../../../src/model.ts';

const uri = (author: string, key: string) => `at://${author}/app.bsky.feed.post/${key}`;
const post = (author: string, key: string): Sight => ({
  kind: 'post',
  post: {
    network: 'bluesky',
    uri: uri(author, key),
    author,
    at: Temporal.Instant.from('2026-11-29T12:00:00Z'),
    lang: 'en',
    text: '',
    source: 'bluesky',
    remoteId: uri(author, key),
  },
});
const gone = (author: string, key: string): Sight => ({ kind: 'gone', uri: uri(author, key) });

describe('of what a stream shows, the store hears of', () => {
  it('a post once', () => {
    const known = knownAddresses([]);
    expect(known.news(post('did:plc:a', '1'), 1)).toHaveLength(1);
    expect(known.news(post('did:plc:a', '1'), 1)).toHaveLength(0);
  });

  it('deletions of posts that it holds, and of no others', () => {
    const known = knownAddresses([{ uri: uri('did:plc:a', '1'), source: 'bluesky', remoteId: uri('did:plc:a', '1') }]);
    expect(known.news(gone('did:plc:b', '9'), 1)).toEqual([]);
    expect(known.news(gone('did:plc:a', '1'), 1)).toEqual([gone('did:plc:a', '1')]);
    expect(known.news(gone('did:plc:a', '1'), 1)).toEqual([]);
  });

  it('nothing of a post whose deletion came first, and of one that is said anew later', () => {
    const known = knownAddresses([]);
    known.news(gone('did:plc:a', '1'), 100);
    expect(known.news(post('did:plc:a', '1'), 99)).toEqual([]);
    expect(known.news(post('did:plc:a', '1'), 101)).toHaveLength(1);
  });

  it('every post of an account that is gone, also of weeks whose authors are not known any more', () => {
    const address = uri('did:plc:a', 'old');
    const known = knownAddresses([{ uri: address, source: 'bluesky', remoteId: address }]);
    known.news(post('did:plc:a', 'new'), 1);
    const news = known.news({ kind: 'author gone', network: 'bluesky', author: 'did:plc:a' }, 2);
    expect(news.map((sight) => (sight.kind === 'gone' ? sight.uri : sight.kind))).toEqual([
      'author gone',
      address,
      uri('did:plc:a', 'new'),
    ]);
    expect(known.news({ kind: 'author gone', network: 'bluesky', author: 'did:plc:b' }, 2)).toEqual([]);
  });
});
