import { expect, it } from 'vitest';
import { isHere, servers } from '../../../src/jobs/watch/servers.ts';

const ours = { url: 'https://social.example', token: 'secret' };

it.each([
  ['a host', 'mastodon.social', { host: 'mastodon.social', url: 'https://mastodon.social' }],
  [
    'our own server, with its token',
    'social.example',
    { host: 'social.example', url: 'https://social.example', token: 'secret' },
  ],
  ['a server on this machine', '127.0.0.1:4000', { host: '127.0.0.1:4000', url: 'http://127.0.0.1:4000' }],
  ['a whole address', 'http://127.0.0.1:4000/', { host: '127.0.0.1:4000', url: 'http://127.0.0.1:4000' }],
  ['a host that a rehearsal has put elsewhere', 'local.example', { host: 'local.example', url: 'http://127.0.0.1:9' }],
])('reads %s', (_, name, server) => {
  expect(servers([name], ours, { 'local.example': 'http://127.0.0.1:9' })).toEqual([server]);
});

it('sends our token to no other server, and asks each server once', () => {
  const found = servers(['social.example.evil.test', 'a.test', 'https://a.test'], ours, {});
  expect(found).toEqual([
    { host: 'social.example.evil.test', url: 'https://social.example.evil.test' },
    { host: 'a.test', url: 'https://a.test' },
  ]);
});

it.each([
  ['ws://127.0.0.1:4000/subscribe', true],
  ['http://localhost:80', true],
  ['http://[::1]:4000', true],
  ['wss://jetstream1.us-east.bsky.network/subscribe', false],
  ['http://127.0.0.1.evil.test', false],
  ['http://localhost.evil.test:4000', false],
  ['no address', false],
])('tells whether %s is on this machine: %s', (url, here) => {
  expect(isHere(url)).toBe(here);
});
