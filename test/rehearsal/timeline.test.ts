import { describe, expect, it } from 'vitest';
import type { NetworkName } from '../../src/model.ts';
import type { LocalPicture, LocalPost } from '../../src/rehearsal/local.ts';
import { timelinePage } from '../../src/rehearsal/timeline.ts';
import { png } from './small-pictures.ts';

const post = (id: string, more: Partial<LocalPost> = {}): LocalPost => ({
  id,
  url: '',
  text: `text of ${id}`,
  langs: ['en'],
  at: Temporal.Instant.from('2026-11-29T12:00:00Z'),
  ...more,
});
const page = (...posts: LocalPost[]): string => pageOf('bluesky', ...posts);
const pageOf = (network: NetworkName, ...posts: LocalPost[]): string =>
  timelinePage({ network, account: { name: 'C', handle: '@c', automated: true }, posts });
const picture = (alt: string, more: Partial<LocalPicture> = {}): LocalPicture => ({
  alt,
  type: 'image/png',
  width: 40,
  height: 30,
  bytes: 1,
  data: `data:image/png;base64,${png(40, 30).toString('base64')}`,
  ...more,
});
const count = (html: string, words: string): number => html.split(words).length - 1;

describe('a thread on the timeline page', () => {
  it('stands under its first post, in its order, between the posts before and after it', () => {
    const html = page(
      post('old'),
      post('one'),
      post('new'),
      post('two', { replyTo: 'one' }),
      post('three', { replyTo: 'two' }),
    );
    expect(html.match(/text of \w+/g)?.map((found) => found.slice(8))).toEqual(['new', 'one', 'two', 'three', 'old']);
    const thread = /<ol class="thread".*?<\/ol>/s.exec(html)?.[0] ?? '';
    expect(thread.match(/text of \w+/g)).toEqual(['text of two', 'text of three']);
    expect(count(html, '<ol class="thread"')).toBe(1);
  });

  it('that lost its first post still shows the rest', () => {
    const html = page(post('two', { replyTo: 'gone' }), post('three', { replyTo: 'two' }));
    expect(html.match(/text of \w+/g)).toEqual(['text of two', 'text of three']);
  });

  it('that answers itself in a circle ends', () => {
    expect(count(page(post('a', { replyTo: 'b' }), post('b', { replyTo: 'a' })), 'text of')).toBe(2);
  });
});

describe('a picture on the timeline page', () => {
  it('has its words for who cannot see it, and below it for everybody', () => {
    const html = page(post('one', { langs: ['ar'], pictures: [picture('ستة مصابيح <هنا>')] }));
    expect(html).toContain('width="40" height="30" alt="ستة مصابيح &#60;هنا&#62;" lang="ar" dir="rtl">');
    expect(html).toContain('<figcaption lang="ar" dir="rtl">ستة مصابيح &#60;هنا&#62;</figcaption>');
  });

  it('is in the page once, however many posts show it', () => {
    const html = page(...['one', 'two', 'three'].map((id) => post(id, { pictures: [picture(`words of ${id}`)] })));
    expect(count(html, picture('').data)).toBe(1);
    expect(count(html, '<img class="picture-0"')).toBe(3);
  });

  it.each([
    'data:image/png;base64,"</style><script>alert(1)</script>',
    'data:text/html;base64,AAAA',
    'https://example.org/a.png',
    '',
  ])('is left out when it is none: %s', (data) => {
    const html = page(post('one', { pictures: [picture('words', { data })] }));
    expect(html).not.toMatch(/<script|url\(|https:\/\/example/);
    expect(html).toContain('<figcaption lang="en" dir="ltr">words</figcaption>');
  });

  it('without words says so', () => {
    expect(page(post('one', { pictures: [picture('')] }))).toContain('>No alt text.</figcaption>');
  });
});

describe('a content warning on the timeline page', () => {
  const coveredOn = (network: NetworkName, more: Partial<LocalPost>) => {
    const html = pageOf(network, post('one', more), post('two'));
    expect(html).toContain('text of one');
    return html.match(/<details>.*?<\/details>/gs)?.join() ?? '';
  };

  it('covers the text and the pictures until somebody asks for them', () => {
    const covered = coveredOn('mastodon', { contentWarning: 'War & prison', pictures: [picture('words')] });
    expect(covered).toContain('<summary lang="en" dir="ltr">War &#38; prison</summary>');
    expect(covered).toContain('text of one');
    expect(covered).toContain('<figcaption');
  });

  it('of Bluesky, a label, covers the pictures alone, as there', () => {
    const covered = coveredOn('bluesky', { contentWarning: 'graphic-media', pictures: [picture('words')] });
    expect(covered).toContain('>Label: graphic-media</summary>');
    expect(covered).toContain('<figcaption');
    expect(covered).not.toContain('text of one');
  });

  it('of Bluesky on a text covers nothing, as there, and is shown', () => {
    const more = { contentWarning: '!warn' };
    expect(coveredOn('bluesky', more)).toBe('');
    expect(page(post('one', more))).toContain('>Label: !warn</p>');
  });
});
