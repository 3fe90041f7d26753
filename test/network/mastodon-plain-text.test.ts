import { describe, expect, it } from 'vitest';
import { sameText, similarText } from '../../src/network/mastodon/plain-text.ts';

const tag =
  '<a href="https://social.example/tags/StandWithThe6" class="mention hashtag" rel="tag">#<span>StandWithThe6</span></a>';
const link = (href: string, shown: string, rest = '') =>
  `<a href="${href}" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">https://</span>` +
  `<span class="${rest ? 'ellipsis' : ''}">${shown}</span><span class="invisible">${rest}</span></a>`;

describe('a status recognised as ours', () => {
  it.each<[string, string, string]>([
    ['a plain sentence', '<p>Stand with the six.</p>', 'Stand with the six.'],
    ['a hashtag', `<p>Now ${tag}</p>`, 'Now #StandWithThe6'],
    ['paragraphs and line breaks', `<p>One<br />two</p><p>${tag}</p>`, 'One\ntwo\n\n#StandWithThe6'],
    ['more blank lines than HTML keeps', '<p>One</p><p>two</p>', 'One\n\n\n\ntwo'],
    ['line ends of another system', '<p>One<br />two</p>', 'One\r\ntwo'],
    ['signs of HTML', '<p>a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; &#x27;e&#x27;</p>', `a <b> & "c" 'd' 'e'`],
    ['an escaped entity', '<p>&amp;amp; &amp;lt;</p>', '&amp; &lt;'],
    ['a link', `<p>${link('https://example.org/a', 'example.org/a')}</p>`, 'https://example.org/a'],
    [
      'a shortened link',
      `<p>See ${link('https://example.org/petition?a=1&amp;b=2', 'example.org/petition?a=1&amp;', 'b=2')}.</p>`,
      'See https://example.org/petition?a=1&b=2.',
    ],
    [
      'a link shown with dots',
      '<p><a href="https://example.org/very/long">example.org/ve…</a></p>',
      'https://example.org/very/long',
    ],
    [
      'a link whose address was completed',
      `<p>${link('https://example.org/', 'example.org')}</p>`,
      'https://example.org',
    ],
    [
      'a link whose address was encoded',
      `<p>${link('https://example.org/%D8%AD%D9%82', 'example.org/حق')}</p>`,
      'https://example.org/حق',
    ],
    ['an address that the server made a link of', '<p><a href="http://example.org">example.org</a></p>', 'example.org'],
    [
      'a mention without its server',
      '<p><span class="h-card"><a href="https://social.example/@alhaq" class="u-url mention">@<span>alhaq</span></a></span> says</p>',
      '@alhaq@social.example says',
    ],
    ['Arabic', `<p>تضامن مع الستّ، الآن.</p><p>${tag}</p>`, 'تضامن مع الستّ، الآن.\n\n#StandWithThe6'],
    ['Pleroma, with breaks only', `One<br/><br/>${tag}`, 'One\n\n#StandWithThe6'],
    ['decomposed letters', '<p>caf\u00e9</p>', 'cafe\u0301'],
    ['emoji', '<p>🪔🪔 👩‍👩‍👧‍👦</p>', '🪔🪔 👩‍👩‍👧‍👦'],
    ['spaces around', '<p>a  b</p>', ' a b '],
  ])('%s', (_what, content, text) => {
    expect(sameText(content, text)).toBe(true);
  });
});

describe('a status told apart from ours', () => {
  it.each<[string, string, string]>([
    ['another sign', '<p>Stand with the six!</p>', 'Stand with the six.'],
    ['another letter', '<p>Stand with the six</p>', 'Stand with the sax'],
    ['another link', `<p>${link('https://example.org/b', 'example.org/b')}</p>`, 'https://example.org/a'],
    [
      'another end of a long link',
      `<p>${link('https://example.org/aaaa/2', 'example.org/aaaa', '/2')}</p>`,
      'https://example.org/aaaa/1',
    ],
    ['another hashtag', `<p>${tag}</p>`, '#StandWithThe7'],
    ['a line less', '<p>One two</p>', 'One\ntwo'],
    ['another emoji', '<p>a 🪔</p>', 'a 🕯️'],
    ['nothing', '', 'a'],
  ])('%s', (_what, content, text) => {
    expect(sameText(content, text)).toBe(false);
  });
});

it('trusts an answer whose signs were taken for markup, and no other', () => {
  expect(similarText('<p>Stand <em>now</em></p>', 'Stand *now*')).toBe(true);
  expect(similarText('<p>Something else</p>', 'Stand *now*')).toBe(false);
});
