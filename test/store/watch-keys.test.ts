import { describe, expect, it } from 'vitest';
import { watchKeys } from '../../src/store/watch-keys.ts';
import { did, monday, WEEK } from './public.ts';
import { key } from './watched.ts';

describe('the keys of watching', () => {
  const keys = watchKeys(key);
  const again = watchKeys(key);
  const other = watchKeys(`${key}!`);
  const hashes = (from: typeof keys) => [
    from.post('bluesky', 'a'),
    from.post('mastodon', 'a'),
    from.place('mastodon:a', 'b'),
    from.place('mastodon:b', 'a'),
    from.author('bluesky', 'a', monday),
    from.author('mastodon', 'a', monday),
    from.author('bluesky', 'a', monday + WEEK),
    from.check,
  ];

  it('make the same hashes of the same key, and others for every use, week and key', () => {
    expect(hashes(keys)).toEqual(hashes(again));
    expect(new Set([...hashes(keys), ...hashes(other)]).size).toBe(16);
  });

  it('hash to 128 bits that hold nothing of what they are of', () => {
    for (const hash of hashes(keys)) expect(hash).toMatch(/^[\w-]{22}$/);
  });

  it('open what they sealed, and nothing else', () => {
    const text = JSON.stringify(['at://x/سلام', 'مرحبا']);
    const sealed = keys.seal(text);
    expect(again.unseal(sealed)).toBe(text);
    expect(other.unseal(sealed)).toBeUndefined();
    expect(keys.unseal(`${sealed.slice(0, 40)}${sealed[40] === 'A' ? 'B' : 'A'}${sealed.slice(41)}`)).toBeUndefined();
    for (const damaged of ['', 'x', sealed.slice(0, -4)]) expect(keys.unseal(damaged)).toBeUndefined();
  });

  it('never seal the same text twice to the same, nor show how long it is', () => {
    expect(new Set(Array.from({ length: 600 }, () => keys.seal('a'))).size).toBe(600);
    expect(keys.seal('a')).toHaveLength(keys.seal('a'.repeat(128)).length);
    const address = JSON.stringify([monday, 'bluesky', `at://${did('a')}/app.bsky.feed.post/3lbcdefghij2a`]);
    expect(keys.seal(address)).toHaveLength(keys.seal('a').length);
  });

  it('keep a week at hand however many there are', () => {
    const first = keys.author('bluesky', 'a', monday);
    for (let n = 1; n < 40; n += 1) keys.author('bluesky', 'a', monday + n * WEEK);
    expect(keys.author('bluesky', 'a', monday)).toBe(first);
  });
});
