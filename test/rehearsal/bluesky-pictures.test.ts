import { describe, expect, it } from 'vitest';
import { cidOf, cidOfBlob } from '../../src/rehearsal/bluesky/cid.ts';
import { look } from '../../src/rehearsal/bluesky/picture-bytes.ts';
import { type Json, key, record, said, stage } from './bluesky-stage.ts';
import { jpeg, png } from './small-pictures.ts';

type Ref = { readonly ref: { readonly $link: string }; readonly mimeType: string; readonly size: number };
type Stage = Awaited<ReturnType<typeof stage>>;

const uploaded = async (s: Stage, bytes: Uint8Array = png(40, 30), type = 'image/png'): Promise<Ref> =>
  (await s.upload(bytes, type)).body.blob as Ref;

const image = (blob: unknown, more: object = {}) => ({
  image: blob,
  alt: 'Six lamps in a window',
  aspectRatio: { width: 40, height: 30 },
  ...more,
});
const withImages = (...images: object[]): Json =>
  record('Look.', { embed: { $type: 'app.bsky.embed.images', images } }) as Json;

const arabic = 'ستة مصابيح في نافذة';

describe('the bytes of a picture', () => {
  const table: readonly (readonly [string, Buffer, string | undefined, readonly string[]])[] = [
    ['a PNG', png(40, 30), '40×30 image/png', []],
    ['a JPEG', jpeg(40, 30), '40×30 image/jpeg', []],
    ['a PNG with Exif', png(40, 30, { eXIf: 'MM' }), '40×30 image/png', ['Exif']],
    ['a PNG with XMP', png(40, 30, { iTXt: 'XML:com.adobe.xmp\0\0\0\0\0<x/>' }), '40×30 image/png', ['XMP']],
    [
      'a PNG with a raw profile',
      png(40, 30, { zTXt: 'Raw profile type exif\0\0x' }),
      '40×30 image/png',
      ['a raw profile'],
    ],
    ['a PNG that names its maker', png(40, 30, { tEXt: 'Software\0pen' }), '40×30 image/png', []],
    ['a JPEG with Exif', jpeg(40, 30, [[0xe1, 'Exif\0\0MM\0*']]), '40×30 image/jpeg', ['Exif']],
    ['a JPEG with XMP', jpeg(40, 30, [[0xe1, 'http://ns.adobe.com/xap/1.0/\0<x/>']]), '40×30 image/jpeg', ['XMP']],
    ['a JPEG with IPTC', jpeg(40, 30, [[0xed, 'Photoshop 3.0\x008BIM']]), '40×30 image/jpeg', ['IPTC']],
    [
      'a JPEG with everything',
      jpeg(40, 30, [
        [0xe2, 'ICC_PROFILE\0'],
        [0xed, 'Photoshop 3.0\x008BIM'],
        [0xe1, 'Exif\0\0'],
      ]),
      '40×30 image/jpeg',
      ['IPTC', 'Exif'],
    ],
    ['a JPEG with colours of its own', jpeg(40, 30, [[0xe2, 'ICC_PROFILE\0\x01\x01']]), '40×30 image/jpeg', []],
    ['a GIF', Buffer.from('GIF89a\x28\0\x1e\0', 'latin1'), '40×30 image/gif', []],
    ['a text', Buffer.from('A text that is called .png'), undefined, []],
    ['nothing', Buffer.alloc(0), undefined, []],
    ['a PNG cut off in its head', png(40, 30).subarray(0, 18), undefined, []],
    ['a JPEG cut off before its size', jpeg(40, 30).subarray(0, 20), undefined, []],
    [
      'a JPEG with rubbish between its parts',
      Buffer.concat([jpeg().subarray(0, 2), Buffer.from('\xff\xd8\xff zz')]),
      undefined,
      [],
    ],
  ];
  it.each(table)('tell what they are: %s', (_what, bytes, expected, metadata) => {
    const seen = look(bytes);
    expect(seen && `${seen.width}×${seen.height} ${seen.type}`).toBe(expected);
    expect(seen?.metadata ?? []).toEqual(metadata);
  });
});

describe('an upload to the local Bluesky', () => {
  const table: readonly (readonly [string, Buffer, string | undefined, string, string])[] = [
    // what it is, what it is called, what it becomes, what is complained of
    ['a picture', png(40, 30), 'image/png', 'image/png', ''],
    ['a picture called another', png(40, 30), 'image/jpeg', 'image/png', 'is image/png'],
    ['a text called a picture', Buffer.from('hello'), 'image/png', 'image/png', 'no picture that can be read'],
    ['something without a type', Buffer.from('hello'), undefined, 'application/octet-stream', 'no picture'],
    ['a position', jpeg(40, 30, [[0xe1, 'Exif\0\0MM']]), 'image/jpeg', 'image/jpeg', 'position is never sent'],
    ['more than a post takes', Buffer.concat([png(), Buffer.alloc(2_000_000)]), 'image/png', 'image/png', '2000000'],
  ];
  it.each(table)('of %s is named by what the bytes say', async (_what, bytes, type, expected, complaint) => {
    await using s = await stage();
    await s.login();
    const { status, body } = await s.upload(bytes, type);
    expect(status).toBe(200);
    expect(body.blob).toEqual({
      $type: 'blob',
      ref: { $link: cidOfBlob(bytes) },
      mimeType: expected,
      size: bytes.length,
    });
    if (complaint === '') expect(s.local.complaints()).toEqual([]);
    else expect(s.local.complaints().join('\n')).toContain(complaint);
  });

  it('is refused above 5 MB and without a session', async () => {
    await using s = await stage();
    expect(said(await s.upload(png(), 'image/png'))).toMatch(/^40[01] /);
    await s.login();
    expect(said(await s.upload(Buffer.alloc(5 * 1024 * 1024 + 1), 'image/png'))).toBe('413 PayloadTooLarge');
  });

  it('is read by everybody', async () => {
    await using s = await stage();
    const { did } = await s.login();
    const { ref } = await uploaded(s);
    const where = `${s.local.url}/xrpc/com.atproto.sync.getBlob?did=${did}&cid=`;
    const there = await fetch(where + ref.$link);
    expect([there.status, there.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Buffer.from(await there.arrayBuffer()).equals(png(40, 30))).toBe(true);
    expect((await fetch(`${where}bafkreinothing`)).status).toBe(400);
  });
});

describe('a blob of the local Bluesky', () => {
  const post = async (s: Stage, n: number, blob: unknown) => said(await s.put(key(n), withImages(image(blob))));

  it('is forgotten after a day in which no record has named it, without a complaint', async () => {
    await using s = await stage();
    await s.login();
    const blob = await uploaded(s);
    s.pass({ hours: 23, minutes: 59 });
    await s.login();
    await uploaded(s, png(4, 3));
    expect(await post(s, 2, blob)).toBe('200 undefined');
    const late = await uploaded(s, png(80, 60));
    s.pass({ hours: 24 });
    await s.login();
    expect(await post(s, 3, late)).toBe('400 BlobNotFound');
    await uploaded(s, png(80, 60));
    expect(await post(s, 3, late)).toBe('200 undefined');
    expect(await post(s, 4, blob)).toBe('200 undefined'); // named by the first post ever since
    expect(s.local.complaints()).toEqual([]);
  });

  it('starts its day anew when it is uploaded again', async () => {
    await using s = await stage();
    await s.login();
    await uploaded(s);
    s.pass({ hours: 20 });
    await s.login();
    const blob = await uploaded(s);
    s.pass({ hours: 20 });
    await s.login();
    expect(await post(s, 2, blob)).toBe('200 undefined');
  });

  it('goes with the last post that names it', async () => {
    await using s = await stage();
    await s.login();
    const blob = await uploaded(s);
    for (const n of [2, 3]) await post(s, n, blob);
    const remove = (n: number) =>
      s.post('com.atproto.repo.deleteRecord', {
        repo: 'campaign.test',
        collection: 'app.bsky.feed.post',
        rkey: key(n),
      });
    await remove(2);
    expect(await post(s, 4, blob)).toBe('200 undefined');
    await remove(3);
    await remove(4);
    expect(s.local.posts()).toEqual([]);
    expect(await post(s, 5, blob)).toBe('400 BlobNotFound');
  });

  it('that was never here is refused with a complaint, and nothing is published', async () => {
    await using s = await stage();
    await s.login();
    const made = { $type: 'blob', ref: { $link: cidOfBlob(png(7, 7)) }, mimeType: 'image/png', size: 900 };
    expect(await post(s, 2, made)).toBe('400 BlobNotFound');
    expect(s.local.complaints().join('\n')).toContain('never uploaded');
    expect(s.local.posts()).toEqual([]);
  });

  it.each([
    ['another size', { size: 5 }, '400 InvalidSize'],
    ['another type', { mimeType: 'image/jpeg' }, '400 InvalidMimeType'],
  ])('is not named with %s', async (_what, more, expected) => {
    await using s = await stage();
    await s.login();
    expect(await post(s, 2, { ...(await uploaded(s)), ...more })).toBe(expected);
  });

  it('stays out of the way of a put that changes nothing, and of one that is refused anyway', async () => {
    await using s = await stage();
    await s.login();
    const blob = await uploaded(s);
    await post(s, 2, blob);
    expect(await post(s, 2, blob)).toBe('200 undefined');
    const gone = { ...blob, ref: { $link: cidOfBlob(png(9, 9)) } };
    expect(await post(s, 2, gone)).toBe('400 InvalidSwap');
  });
});

describe('the pictures of a post on the local Bluesky', () => {
  it('are told with their words, their sizes and their bytes, in order', async () => {
    await using s = await stage();
    await s.login();
    const [one, two] = [await uploaded(s), await uploaded(s, jpeg(30, 60), 'image/jpeg')];
    await s.put(key(2), withImages(image(one), image(two, { alt: arabic, aspectRatio: { width: 1, height: 2 } })));
    expect(s.local.posts()[0]?.pictures).toEqual([
      {
        alt: 'Six lamps in a window',
        type: 'image/png',
        width: 40,
        height: 30,
        bytes: png(40, 30).length,
        data: `data:image/png;base64,${png(40, 30).toString('base64')}`,
      },
      expect.objectContaining({ alt: arabic, type: 'image/jpeg', width: 30, height: 60 }),
    ]);
    expect(s.local.complaints()).toEqual([]);
  });

  const refused: readonly (readonly [string, (blob: Ref) => Json])[] = [
    ['five of them', (blob) => withImages(...Array.from({ length: 5 }, () => image(blob)))],
    ['one without alt', (blob) => withImages(image(blob, { alt: undefined }))],
    ['one without a blob', () => withImages(image(undefined))],
    ['one named by its bare cid', (blob) => withImages(image(blob.ref.$link))],
    ['one that is no picture', (blob) => withImages(image({ ...blob, mimeType: 'text/plain' }))],
    ['one of 2,000,001 bytes', (blob) => withImages(image({ ...blob, size: 2_000_001 }))],
    ['a width of 0', (blob) => withImages(image(blob, { aspectRatio: { width: 0, height: 30 } }))],
    ['half a height', (blob) => withImages(image(blob, { aspectRatio: { width: 40, height: 30.5 } }))],
    ['no list', () => record('x', { embed: { $type: 'app.bsky.embed.images' } }) as Json],
    ['an embed without a type', () => record('x', { embed: { images: [] } }) as Json],
  ];
  it.each(refused)('are refused: %s', async (_what, value) => {
    await using s = await stage();
    await s.login();
    expect(said(await s.put(key(2), value(await uploaded(s))))).toBe('400 InvalidRequest');
    expect([s.local.posts().length, s.local.complaints().length]).toEqual([0, 1]);
  });

  const taken: readonly (readonly [string, (blob: Ref) => Json, string])[] = [
    ['no words', (blob) => withImages(image(blob, { alt: ' ' })), 'no alt text'],
    ['no shape', (blob) => withImages(image(blob, { aspectRatio: undefined })), 'no aspectRatio'],
    ['a shape on its side', (blob) => withImages(image(blob, { aspectRatio: { width: 30, height: 40 } })), '40×30'],
    ['no picture at all', () => withImages(), 'without a picture'],
    ['a video', () => record('x', { embed: { $type: 'app.bsky.embed.video' } }) as Json, 'never sends'],
  ];
  it.each(taken)('are taken and complained of: %s', async (_what, value, words) => {
    await using s = await stage();
    await s.login();
    expect((await s.put(key(2), value(await uploaded(s)))).status).toBe(200);
    expect(s.local.complaints()).toEqual([expect.stringContaining(words)]);
  });

  it('may be given in a rounded shape', async () => {
    await using s = await stage();
    await s.login();
    await s.put(key(2), withImages(image(await uploaded(s), { aspectRatio: { width: 399, height: 300 } })));
    expect(s.local.complaints()).toEqual([]);
  });
});

describe('the content identifier', () => {
  // A post with a picture as a real PDS named it (@atproto/pds 0.5.35).
  const pinned = {
    cid: 'bafyreidvjb6vkw4gcbs65suv2gyytc6jkwanslebl2oncm4derzcl4ptwi',
    record: {
      $type: 'app.bsky.feed.post',
      text: 'Look.',
      createdAt: '2026-11-29T12:00:00.000Z',
      langs: ['en'],
      embed: {
        $type: 'app.bsky.embed.images',
        images: [
          {
            alt: 'ستة مصابيح',
            image: {
              $type: 'blob',
              ref: { $link: 'bafkreicdnw6b6ipzk7airladdvobv6xniwa6grzrnuwa2lzb74o65zz3ye' },
              mimeType: 'image/png',
              size: 75,
            },
            aspectRatio: { width: 40, height: 30 },
          },
        ],
      },
    },
  };

  it('of bytes, links and blobs is the one that a PDS gives', () => {
    expect(cidOfBlob(Buffer.from('hello'))).toBe('bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq');
    expect(cidOf(pinned.record)).toBe(pinned.cid);
  });

  it('turns on the blob and on the bytes', () => {
    const one = (link: string) =>
      cidOf({ blob: { $type: 'blob', ref: { $link: link }, mimeType: 'image/png', size: 1 } });
    expect(one(cidOfBlob(png(1, 1)))).not.toBe(one(cidOfBlob(png(1, 2))));
    expect(cidOf({ b: { $bytes: 'AAEC' } })).not.toBe(cidOf({ b: { $bytes: 'AAED' } }));
  });
});
