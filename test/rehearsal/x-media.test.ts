import { describe, expect, it } from 'vitest';
import { jpeg, png } from './small-pictures.ts';
import { form, type Sent, stage } from './x-stage.ts';

type Stage = Awaited<ReturnType<typeof stage>>;

const announcement = (bytes: Buffer, more: object = {}) => ({
  media_type: 'image/png',
  media_category: 'tweet_image',
  total_bytes: bytes.length,
  ...more,
});

/** The calls of an upload, one by one, so that each can be done wrongly. */
const uploading = (s: Stage) => {
  const call = (path: string, body?: Sent['body']) => s.send({ method: 'POST', target: `/2/media/${path}`, body });
  return {
    initialize: (body: Sent['body']) => call('upload/initialize', body),
    append: (id: string, media: Buffer, index = '0') =>
      call(`upload/${id}/append`, form({ segment_index: index, media })),
    raw: (id: string, body: Sent['body']) => call(`upload/${id}/append`, body),
    finalize: (id: string) => call(`upload/${id}/finalize`, {}),
    status: (query: string) => s.get(`/2/media/upload?${query}`),
    describe: (id: string, text: unknown) => call('metadata', { id, metadata: { alt_text: { text } } }),
  };
};

const upload = async (s: Stage, bytes = png(), more: object = {}): Promise<string> => {
  const calls = uploading(s);
  const { id } = (await calls.initialize(announcement(bytes, more))).body.data;
  await calls.append(id, bytes);
  expect((await calls.finalize(id)).status).toBe(200);
  return id;
};

const publish = (s: Stage, text: string, more: object = {}) =>
  s.send({ method: 'POST', target: '/2/tweets', body: { text, ...more } });

describe('the local X takes pictures', () => {
  it('in parts that come in any order, and shows them behind the text', async () => {
    await using s = await stage();
    const calls = uploading(s);
    const bytes = png(40, 30, { ruNd: 'x'.repeat(5000) });
    const begun = await calls.initialize(announcement(bytes));
    expect(begun).toMatchObject({ status: 200, body: { data: { expires_after_secs: 86_400 } } });
    const { id, media_key } = begun.body.data;
    await calls.append(id, bytes.subarray(2000), '1');
    await calls.append(id, bytes.subarray(0, 2000), '0');
    expect(await calls.finalize(id)).toMatchObject({ status: 200, body: { data: { id, size: bytes.length } } });
    expect(await calls.describe(id, 'ستة مصابيح')).toMatchObject({ status: 200, body: { data: { id } } });
    const { body } = await publish(s, 'Look & see https://example.org/p', { media: { media_ids: [id] } });
    expect(s.local.posts()).toMatchObject([
      {
        text: 'Look & see https://example.org/p',
        pictures: [{ alt: 'ستة مصابيح', type: 'image/png', width: 40, height: 30, bytes: bytes.length }],
      },
    ]);
    expect(s.local.posts()[0]?.pictures?.[0]?.data).toBe(`data:image/png;base64,${bytes.toString('base64')}`);
    const shown = (await s.get(`/2/tweets/${body.data.id}?post.fields=entities,attachments`)).body.data;
    expect(shown.text).toMatch(/^Look &amp; see https:\/\/t\.co\/\w{10} https:\/\/t\.co\/\w{10}$/u);
    expect(shown.attachments).toEqual({ media_keys: [media_key] });
    const [, link] = shown.entities.urls;
    expect(shown.text.slice(link.start, link.end)).toBe(link.url);
    expect(link).toMatchObject({
      media_key,
      display_url: expect.stringMatching(/^pic\.x\.com\//),
      expanded_url: `https://x.com/rehearsal/status/${body.data.id}/photo/1`,
    });
    expect(s.local.complaints()).toEqual([]);
  });

  it('shows four of them behind one link, with an entity for each', async () => {
    await using s = await stage();
    const ids: string[] = [];
    for (let i = 1; i <= 4; i += 1) ids.push(await upload(s, jpeg(i, 2 * i), { media_type: 'image/jpeg' }));
    const { body } = await publish(s, 'Look', { media: { media_ids: ids } });
    const { entities } = (await s.get(`/2/tweets/${body.data.id}?post.fields=entities`)).body.data;
    expect(new Set(entities.urls.map(({ url }: { url: string }) => url)).size).toBe(1);
    expect(entities.urls).toHaveLength(4);
    expect(s.local.posts()[0]?.pictures?.map(({ width, height }) => [width, height])).toEqual([
      [1, 2],
      [2, 4],
      [3, 6],
      [4, 8],
    ]);
  });

  it.each<[string, object, string]>([
    ['no JSON', form({ a: 'b' }), 'JSON'],
    ['another kind', announcement(png(), { media_type: 'image/gif' }), 'image/gif'],
    ['another use', announcement(png(), { media_category: 'dm_image' }), 'dm_image'],
    ['no size', announcement(png(), { total_bytes: '12' }), 'total_bytes'],
    ['more than 5 MB', announcement(png(), { total_bytes: 5 * 1024 * 1024 + 1 }), 'bytes'],
    ['a key it does not know', announcement(png(), { shared: true }), 'shared'],
  ])('refuses to begin with %s', async (_what, body, words) => {
    await using s = await stage();
    const got = await uploading(s).initialize(body);
    expect(got).toMatchObject({ status: 400, body: { errors: [{ message: expect.stringContaining(words) }] } });
    expect(s.local.complaints()).toHaveLength(1);
  });

  it.each<[string, Sent['body'] | undefined]>([
    ['JSON', { segment_index: 0, media: 'AAAA' }],
    ['no index', form({ media: png() })],
    ['an index that is none', form({ segment_index: 'one', media: png() })],
    ['no bytes', form({ segment_index: '0' })],
    ['a field too many', form({ segment_index: '0', media: png(), command: 'APPEND' })],
    [
      'a form without an end',
      { ...form({ segment_index: '0', media: png() }), type: 'multipart/form-data; boundary=other' },
    ],
  ])('refuses a part sent as %s', async (_what, body) => {
    await using s = await stage();
    const { id } = (await uploading(s).initialize(announcement(png()))).body.data;
    expect((await uploading(s).raw(id, body)).status).toBe(400);
    expect(s.local.complaints()).toHaveLength(1);
  });

  it('takes bytes for bytes, also those that look like the end of a part', async () => {
    await using s = await stage();
    const bytes = png(4, 3, { ruNd: '\r\n--a-line-that-no-picture-hold\r\n\r\n--\xff\x00' });
    const id = await upload(s, bytes);
    await publish(s, 'Look', { media: { media_ids: [id] } });
    expect(s.local.posts()[0]?.pictures?.[0]?.data).toContain(bytes.toString('base64'));
  });

  const tooShort = png().subarray(0, -12);
  it.each<[string, Buffer, object, string]>([
    ['text called PNG', Buffer.from('hello'), {}, 'neither'],
    ['a JPEG called PNG', jpeg(), {}, 'image/jpeg, not image/png'],
    ['a PNG called JPEG', png(), { media_type: 'image/jpeg' }, 'image/png, not image/jpeg'],
    ['a PNG that is cut off', tooShort, {}, 'neither'],
    ['a JPEG without a picture', jpeg().subarray(0, 24), { media_type: 'image/jpeg' }, 'neither'],
    ['fewer bytes than announced', png(), { total_bytes: png().length + 1 }, 'announced'],
    ['more bytes than announced', png(), { total_bytes: 8 }, 'announced'],
  ])('does not put together %s', async (_what, bytes, more, words) => {
    await using s = await stage();
    const calls = uploading(s);
    const { id } = (await calls.initialize(announcement(bytes, more))).body.data;
    await calls.append(id, bytes);
    const got = await calls.finalize(id);
    expect(got).toMatchObject({ status: 400, body: { errors: [{ message: expect.stringContaining(words) }] } });
    expect((await publish(s, 'Look', { media: { media_ids: [id] } })).status).toBe(400);
    expect(s.local.posts()).toEqual([]);
  });

  it('does not put together what has a part missing', async () => {
    await using s = await stage();
    const calls = uploading(s);
    const { id } = (await calls.initialize(announcement(png()))).body.data;
    await calls.append(id, png(), '1');
    expect((await calls.finalize(id)).status).toBe(400);
  });

  it.each<[string, Buffer, string]>([
    ['Exif in a PNG', png(4, 3, { eXIf: 'MM\0*' }), 'Exif'],
    ['words in a PNG', png(4, 3, { tEXt: 'Author\0somebody' }), 'text'],
    ['XMP in a PNG', png(4, 3, { iTXt: 'XML:com.adobe.xmp\0\0\0\0\0<x/>' }), 'XMP'],
    ['a time in a PNG', png(4, 3, { tIME: '\x07\xea\x0b\x1d\0\0\0' }), 'time'],
    ['Exif in a JPEG, where a position would be', jpeg(4, 3, [[0xe1, 'Exif\0\0MM\0*']]), 'Exif'],
    ['XMP in a JPEG', jpeg(4, 3, [[0xe1, 'http://ns.adobe.com/xap/1.0/\0<x/>']]), 'XMP'],
    ['IPTC in a JPEG', jpeg(4, 3, [[0xed, 'Photoshop 3.0\0']]), 'IPTC'],
    ['a comment in a JPEG', jpeg(4, 3, [[0xfe, 'made by somebody']]), 'comment'],
  ])('takes %s, and complains', async (_what, bytes, words) => {
    await using s = await stage();
    await upload(s, bytes, bytes[0] === 0xff ? { media_type: 'image/jpeg' } : {});
    expect(s.local.complaints()).toEqual([expect.stringContaining(`metadata: ${words}`)]);
  });

  it('takes its time over them when told to', async () => {
    await using s = await stage({ processing: 2 });
    const calls = uploading(s);
    const bytes = png();
    const { id } = (await calls.initialize(announcement(bytes))).body.data;
    await calls.append(id, bytes);
    const states = [(await calls.finalize(id)).body.data];
    expect((await publish(s, 'Too soon', { media: { media_ids: [id] } })).status).toBe(400);
    for (let i = 0; i < 2; i += 1) states.push((await calls.status(`command=STATUS&media_id=${id}`)).body.data);
    expect(states.map(({ processing_info }) => processing_info.state)).toEqual([
      'in_progress',
      'in_progress',
      'succeeded',
    ]);
    expect((await publish(s, 'Now', { media: { media_ids: [id] } })).status).toBe(201);
  });

  it.each([
    ['no alt text', undefined, 400],
    ['an empty one', '', 400],
    ['one that is no text', 6, 400],
    ['one of 1,001 characters', 'a'.repeat(1001), 400],
    ['one of 1,000 emoji', '🪔'.repeat(1000), 200],
  ])('answers %s', async (_what, text, status) => {
    await using s = await stage();
    const id = await upload(s);
    expect((await uploading(s).describe(id, text)).status).toBe(status);
  });

  it('forgets them after a day, and keeps those in posts', async () => {
    await using s = await stage();
    const id = await upload(s);
    s.later({ hours: 23, minutes: 59 });
    expect((await publish(s, 'In time', { media: { media_ids: [id] } })).status).toBe(201);
    s.later({ minutes: 1 });
    expect(await publish(s, 'Too late', { media: { media_ids: [id] } })).toMatchObject({
      status: 400,
      body: { errors: [{ message: 'Your media IDs are invalid.', parameters: { 'media.media_ids': [id] } }] },
    });
    expect((await uploading(s).describe(id, 'Too late')).status).toBe(404);
    expect(s.local.posts().map(({ pictures }) => pictures?.length)).toEqual([1]);
    expect(s.local.complaints()).toEqual([]); // nobody's mistake
  });

  it.each([
    ['an id nobody knows', { media_ids: ['5'] }],
    ['an id that is none', { media_ids: ['../5'] }],
    ['numbers', { media_ids: [5] }],
    ['none', { media_ids: [] }],
    ['words beside them', { media_ids: ['5'], tagged_user_ids: ['1'] }],
  ])('refuses a post that names %s', async (_what, media) => {
    await using s = await stage();
    expect((await publish(s, 'Look', { media })).status).toBe(400);
    expect(s.local.complaints()).toHaveLength(1);
  });

  it.each([
    ['five', [0, 1, 2, 3, 4]],
    ['the same one twice', [0, 0]],
  ])('refuses a post that names %s', async (_what, which) => {
    await using s = await stage();
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) ids.push(await upload(s));
    expect((await publish(s, 'Look', { media: { media_ids: which.map((i) => ids[i]) } })).status).toBe(400);
  });

  it.each(['append', 'finalize'])('refuses to %s what is finished or never began', async (step) => {
    await using s = await stage();
    const id = await upload(s);
    const again = (of: string) => (step === 'append' ? uploading(s).append(of, png()) : uploading(s).finalize(of));
    expect((await again(id)).status).toBe(400);
    expect((await again('77')).status).toBe(404);
    expect(s.local.complaints()).toHaveLength(2);
  });

  it.each(['', 'command=STATUS', 'media_id=5', 'command=FINALIZE&media_id=5', 'command=STATUS&media_id=5&a=b'])(
    'refuses to be asked for a state by %j',
    async (query) => {
      await using s = await stage();
      expect((await uploading(s).status(query)).status).toBe(400);
    },
  );

  it('lets nobody in who does not sign', async () => {
    await using s = await stage();
    const wrong = { method: 'POST', target: '/2/media/upload/initialize', body: announcement(png()), secret: 'other' };
    expect((await s.send(wrong)).status).toBe(401);
  });
});

describe('the local X has threads', () => {
  it.each(['2.167', '2.159'] as const)('and shows who answers what, spec %s', async (spec) => {
    await using s = await stage({ spec });
    const ids: string[] = [];
    for (const text of ['One', 'Two', 'Three']) {
      const reply = ids.length > 0 && { reply: { in_reply_to_tweet_id: ids.at(-1) } };
      ids.push((await publish(s, text, { ...reply })).body.data.id);
    }
    expect(s.local.posts().map(({ replyTo }) => replyTo)).toEqual([undefined, ids[0], ids[1]]);
    const fields = spec === '2.159' ? 'tweet.fields=conversation_id,referenced_tweets' : 'post.fields=conversation_id';
    const { data } = (await s.get(`/2/users/${s.me}/tweets?${fields}`)).body;
    expect(data.map((post: { conversation_id: string }) => post.conversation_id)).toEqual([ids[0], ids[0], ids[0]]);
    if (spec === '2.159') {
      expect(data.map((post: { referenced_tweets?: object }) => post.referenced_tweets)).toEqual([
        [{ type: 'replied_to', id: ids[1] }],
        [{ type: 'replied_to', id: ids[0] }],
        undefined,
      ]);
    }
    expect(s.local.complaints()).toEqual([]);
  });

  it.each([
    ['a post that is not there', { in_reply_to_tweet_id: '5' }, 403],
    ['no post', {}, 400],
    ['what is no id', { in_reply_to_tweet_id: 5 }, 400],
    ['words beside it', { in_reply_to_tweet_id: '5', exclude_reply_user_ids: [] }, 400],
  ])('and refuses an answer to %s', async (_what, reply, status) => {
    await using s = await stage();
    expect((await publish(s, 'Two', { reply })).status).toBe(status);
    expect(s.local.complaints()).toHaveLength(1);
  });

  it("refuses an answer to a deleted post, which is nobody's mistake, and deletes nothing twice", async () => {
    await using s = await stage();
    const { id } = (await publish(s, 'One')).body.data;
    const remove = () => s.send({ method: 'DELETE', target: `/2/tweets/${id}` });
    expect(await remove()).toMatchObject({ status: 200, body: { data: { deleted: true } } });
    expect((await publish(s, 'Two', { reply: { in_reply_to_tweet_id: id } })).status).toBe(403);
    expect((await remove()).status).toBe(404);
    expect(s.local.complaints()).toEqual([]);
    expect((await s.send({ method: 'DELETE', target: '/2/tweets/5' })).status).toBe(404);
    expect(s.local.complaints()).toHaveLength(1);
  });
});

describe('the local X knows what an access token may do', () => {
  it('and says so in a header, and lets a reader write nothing', async () => {
    await using s = await stage({ access: 'read' });
    const me = await s.get('/2/users/me');
    expect([me.status, me.headers['x-access-level']]).toEqual([200, 'read']);
    const tries = [publish(s, 'One'), uploading(s).initialize(announcement(png()))];
    for (const { status, body } of await Promise.all(tries)) {
      expect([status, body.type]).toEqual([403, 'https://api.twitter.com/2/problems/oauth1-permissions']);
    }
    expect(s.local.posts()).toEqual([]);
    await using writer = await stage();
    expect((await writer.get('/2/users/me')).headers['x-access-level']).toBe('read-write');
  });
});
