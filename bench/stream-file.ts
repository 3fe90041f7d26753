import { closeSync, openSync, writeSync } from 'node:fs';

/*
 * A file as a recording of the stream would be: posts in several scripts, some with tags, links and answers, and now and then a deletion; all made up, from
 * one seed.
 */

const english =
  'the of to and a in that it is was for on are with as his they be at one have this from by hot but some what there we can out other were all your when up use word how said an each she which do their time if will way about many then them would write like so these her long make thing see him two has look more day could go come did my sound no most number who over know water than call first people may down side been now find'.split(
    ' ',
  );
const arabic =
  'من في على أن إلى عن هذا كان التي الذي بعد كل قد بين حتى اليوم ذلك عند غير منذ هناك أمام كيف يوم وطن'.split(' ');
const japanese = [...'今日はとても良い天気ですね猫が可愛いがんばれ日本東京大阪へ行きました明日も楽しみ写真を撮った'];
const tags =
  'art news caturday photography gaza books music nature 猫 イラスト غزة standup StandWithThe60 史 science birds ukpol mondaymotivation'.split(
    ' ',
  );

/** A generator of numbers from 0 to 1 (mulberry32). */
const dice = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

export type Made = { readonly lines: number; readonly withHashtag: number; readonly bytes: number };

/** One line in about a thousand has the hashtag. */
export const writeStream = (file: string, lines: number, hashtag: string, seed: number): Made => {
  const roll = dice(seed);
  const below = (n: number) => Math.floor(roll() * n);
  const pick = <T>(some: readonly T[]): T => some[below(some.length)]!;
  const id = (length: number) => Array.from({ length }, () => 'abcdefghijklmnopqrstuvwxyz234567'[below(32)]).join('');
  const reference = () => ({ cid: `bafyrei${id(52)}`, uri: `at://did:plc:${id(24)}/app.bsky.feed.post/${id(13)}` });
  const words = (some: readonly string[], least: number, more: number, between: string) =>
    Array.from({ length: least + below(more) }, () => pick(some)).join(between);

  const text = (): { text: string; lang: string } => {
    const script = roll();
    if (script < 0.25) return { text: words(japanese, 20, 60, ''), lang: 'ja' };
    if (script < 0.3) return { text: words(arabic, 8, 20, ' '), lang: 'ar' };
    return { text: `${words(english, 8, 36, ' ')}${roll() < 0.3 ? ' – it’s 😀' : ''}`, lang: 'en' };
  };
  const record = (has: boolean) => {
    const { text: said, lang } = text();
    const tag = has ? hashtag : roll() < 0.15 ? pick(tags) : undefined;
    const facet = (feature: object) => ({ features: [feature], index: { byteEnd: 9, byteStart: 1 } });
    const facets = [
      ...(tag === undefined ? [] : [facet({ $type: 'app.bsky.richtext.facet#tag', tag })]),
      ...(roll() < 0.2
        ? [facet({ $type: 'app.bsky.richtext.facet#link', uri: `https://example.org/${id(20)}?a=1&b=2` })]
        : []),
    ];
    return {
      $type: 'app.bsky.feed.post',
      createdAt: '2026-11-29T10:00:00.000Z',
      ...(facets.length > 0 ? { facets } : {}),
      langs: [lang],
      ...(roll() < 0.4 ? { reply: { parent: reference(), root: reference() } } : {}),
      text: tag === undefined ? said : `${said} #${tag}`,
    };
  };

  const opened = openSync(file, 'w');
  let [pending, bytes, withHashtag] = ['', 0, 0];
  const flush = () => {
    bytes += writeSync(opened, pending);
    pending = '';
  };
  try {
    for (let n = 0; n < lines; n++) {
      const deleted = roll() < 0.05;
      const has = !deleted && roll() < 0.001;
      if (has) withHashtag++;
      const operation = deleted ? 'delete' : 'create';
      const commit = {
        rev: id(13),
        operation,
        collection: 'app.bsky.feed.post',
        rkey: id(13),
        ...(deleted ? {} : { record: record(has), cid: `bafyrei${id(52)}` }),
      };
      const line = JSON.stringify({
        did: `did:plc:${id(24)}`,
        time_us: 1_795_946_400_000_000 + n * 2_000,
        kind: 'commit',
        commit,
      });
      pending += `${line.replaceAll('&', '\\u0026')}\n`; // as the servers write it
      if (pending.length > 1 << 20) flush();
    }
    flush();
  } finally {
    closeSync(opened);
  }
  return { lines, withHashtag, bytes };
};
