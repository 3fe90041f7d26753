import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Blocked, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import type { Picture, UploadedPicture } from '../../src/model.ts';
import type { Network } from '../../src/network/network.ts';
import type { Fault } from '../../src/rehearsal/local.ts';
import { jpeg, png } from '../rehearsal/small-pictures.ts';
import { contractNow } from './contract.ts';
import { attempt, bare, json, soon, stage, thrownBy } from './x-stage.ts';

const picture = (more: Partial<Picture> = {}): Picture => ({
  bytes: png(40, 30),
  type: 'image/png',
  width: 40,
  height: 30,
  alt: 'Six lamps in a window',
  ...more,
});

/** A PNG of random bytes in a chunk that viewers skip: what is sent in several parts must come together in order. */
const large = (bytes: number) => png(40, 30, { ruNd: randomBytes(bytes).toString('latin1') });

const uploaded = async (network: Network, more: Partial<Picture> = {}): Promise<UploadedPicture> => {
  const { alt, width, height, ...given } = picture(more);
  const { remoteId } = await network.upload({ ...given, alt, width, height }, soon());
  return { remoteId, width, height, alt };
};

const answer = (status: number, body: object, headers: Record<string, string> = {}): Fault['what'] => ({
  kind: 'answer',
  status,
  headers,
  body: JSON.stringify(body),
});
const before = (what: Fault['what']): Fault => ({ when: 'before', what });
const after = (what: Fault['what']): Fault => ({ when: 'after', what });
const invalid = (message: string) => ({ title: 'Invalid Request', detail: 'One or more', errors: [{ message }] });

const calls = {
  initialize: 'POST /2/media/upload/initialize',
  append: 'POST /2/media/upload/1000000000000000001/append',
  finalize: 'POST /2/media/upload/1000000000000000001/finalize',
  status: 'GET /2/media/upload',
  metadata: 'POST /2/media/metadata',
};
type Step = keyof typeof calls;

describe.each(['2.167', '2.159'] as const)('a picture on its way to X, spec %s', (spec) => {
  it('arrives whole, with its alt text, and gives a receipt without an address', async () => {
    await using s = await stage({ spec });
    const bytes = large(2_500_000);
    const receipt = await s.network.upload(picture({ bytes, alt: 'ستة مصابيح في نافذة' }), soon());
    expect(receipt).toEqual({ remoteId: expect.stringMatching(/^\d+$/), url: '', at: contractNow });
    expect(s.requests.map((request) => request.split('/').at(-1))).toEqual(
      ['initialize', 'append', 'append', 'append', 'finalize', 'metadata'], // in parts of 1 MiB
    );
    const pictures = [{ remoteId: receipt.remoteId, width: 40, height: 30, alt: '' }];
    await s.network.publish(attempt('Look.', contractNow, { pictures }), soon());
    const shown = s.local.posts()[0]?.pictures?.[0];
    expect(shown).toMatchObject({ alt: 'ستة مصابيح في نافذة', type: 'image/png', width: 40, height: 30 });
    expect(shown?.data).toBe(`data:image/png;base64,${bytes.toString('base64')}`);
    expect(s.local.complaints()).toEqual([]);
  });

  it.each([
    ['a JPEG', picture({ bytes: jpeg(7, 5), type: 'image/jpeg' })],
    ['exactly one part', picture({ bytes: Buffer.concat([png(), Buffer.alloc(1024 * 1024 - png().length)]) })],
    ['an alt text of 1,000 characters', picture({ alt: '🪔'.repeat(1000) })],
    ['no alt text', picture({ alt: '' })],
  ])('takes %s', async (_what, sent) => {
    await using s = await stage({ spec });
    await s.network.upload(sent, soon());
    expect(s.local.complaints()).toEqual([]);
  });

  it('waits until X has finished with it', async () => {
    await using s = await stage({ spec, processing: 2 });
    await s.network.upload(picture(), soon());
    expect(s.requests.filter((request) => request === calls.status)).toHaveLength(2);
    expect(s.local.complaints()).toEqual([]);
  });
});

describe('an upload that fails', () => {
  type Class = new (...words: never[]) => Error;
  const faults: readonly (readonly [string, Fault, Class])[] = [
    ['a reset', before({ kind: 'close' }), Unreachable],
    ['a reset after X had acted', after({ kind: 'close' }), Unreachable],
    ['500', before(answer(500, { title: 'Internal Server Error' })), Unreachable],
    ['503 after X had acted', after(answer(503, { title: 'Service Unavailable' })), Unreachable],
    ['a page of HTML', after({ kind: 'answer', status: 502, body: '<html>Bad gateway</html>' }), Unreachable],
    ['400 without words', before({ kind: 'answer', status: 400, body: '<html>Bad request</html>' }), Unreachable],
    ['400 about the picture', before(answer(400, invalid('Unsupported raw media.'))), Rejected],
    ['413', before(answer(413, { title: 'Payload Too Large' })), Rejected],
    ['415', before(answer(415, { title: 'Unsupported Media Type' })), Rejected],
    ['401', before(answer(401, { title: 'Unauthorized' })), Blocked],
    ['402', before(answer(402, { title: 'CreditsDepleted' })), Blocked],
    ['403 of an account', before(answer(403, { title: 'Forbidden', detail: 'Your account is suspended.' })), Blocked],
    ['429', before(answer(429, { title: 'Too Many Requests' })), Throttled],
  ];
  const table = (Object.keys(calls) as Step[]).flatMap((step) => faults.map((row) => [step, ...row] as const));

  it.each(table)('at %s with %s has its fate, and may begin anew', async (step, _what, fault, fate) => {
    await using s = await stage({ processing: 1, faultAt: { [calls[step]]: fault } });
    const thrown = await thrownBy(s.network.upload(picture(), soon()));
    expect(thrown).toBeInstanceOf(fate);
    expect(s.requests.at(-1)).toBe(calls[step]);
    const again = await uploaded(s.network);
    await s.network.publish(attempt('After all.', contractNow, { pictures: [again] }), soon());
    expect(s.local.posts()[0]?.pictures).toHaveLength(1);
    expect(s.local.complaints()).toEqual([]);
  });

  it.each(['initialize', 'finalize', 'status'] as const)('at %s with half an answer is Unreachable', async (step) => {
    await using s = await stage({ processing: 1, faultAt: { [calls[step]]: after({ kind: 'half' }) } });
    expect(await thrownBy(s.network.upload(picture(), soon()))).toBeInstanceOf(Unreachable);
  });

  it.each(
    (['append', 'finalize', 'status', 'metadata'] as const).flatMap((step) => [
      [step, '404', answer(404, { title: 'Not Found', detail: 'Not Found', type: 'about:blank' })] as const,
      [step, 'an id that is invalid', answer(400, invalid('The media ID is invalid or has expired.'))] as const,
    ]),
  )('at %s, because X does not know it any more (%s), begins anew', async (step, _what, what) => {
    await using s = await stage({ processing: 1, faultAt: { [calls[step]]: before(what) } });
    expect(await thrownBy(s.network.upload(picture(), soon()))).toBeInstanceOf(Unreachable);
  });

  it('because there is no such call at all is for a person', async () => {
    const gone = before(answer(404, { title: 'Not Found', detail: 'Not Found', type: 'about:blank' }));
    await using s = await stage({ faultAt: { [calls.initialize]: gone } });
    expect(await thrownBy(s.network.upload(picture(), soon()))).toBeInstanceOf(Blocked);
  });

  it.each([
    ['bytes that are no picture', picture({ bytes: Buffer.from('hello') })],
    ['a JPEG that says it is a PNG', picture({ bytes: jpeg() })],
    ['a picture that is cut off', picture({ bytes: png().subarray(0, -8) })],
    ['an alt text that is too long', picture({ alt: 'a'.repeat(1001) })],
    ['more than 5 MB', picture({ bytes: large(5_300_000) })],
  ])('for good, in the words of X: %s', async (_what, sent) => {
    await using s = await stage();
    const thrown = await thrownBy(s.network.upload(sent, soon()));
    expect(thrown).toBeInstanceOf(Rejected);
    expect((thrown as Error).message).toMatch(/picture|alt text/);
  });

  it('for good when X cannot make anything of it', async () => {
    const failed = { state: 'failed', error: { code: 1, name: 'InvalidMedia', message: 'file is corrupt' } };
    await using s = await bare((request, response) =>
      json(response, 200, { data: { id: '7', ...(request.url?.endsWith('finalize') && { processing_info: failed }) } }),
    );
    const thrown = await thrownBy(s.at(s.url).upload(picture(), soon()));
    expect(thrown).toBeInstanceOf(Rejected);
    expect((thrown as Error).message).toContain('file is corrupt');
  });

  it('does not wait longer than it may, and leaves nothing behind', async () => {
    const busy = { state: 'in_progress', check_after_secs: 3600 };
    await using s = await bare((_request, response) =>
      json(response, 200, { data: { id: '7', processing_info: busy } }),
    );
    const thrown = await thrownBy(s.at(s.url).upload(picture(), AbortSignal.timeout(300)));
    expect(thrown).toBeInstanceOf(Unreachable);
    expect(s.seen.map(({ url }) => url?.split('/').at(-1))).toEqual(['initialize', 'append', 'finalize']);
  });

  it('ends when its time is over in the middle of a part', async () => {
    await using s = await stage({ faultAt: { [calls.append]: before({ kind: 'hang', milliseconds: 30_000 }) } });
    expect(await thrownBy(s.network.upload(picture(), AbortSignal.timeout(300)))).toBeInstanceOf(Unreachable);
  });

  it('does not take an id that is no id', async () => {
    await using s = await bare((_request, response) => json(response, 200, { data: { id: '../tweets' } }));
    expect(await thrownBy(s.at(s.url).upload(picture(), soon()))).toBeInstanceOf(Unreachable);
    expect(s.seen).toHaveLength(1);
  });

  it('goes on when an answer about a part or the alt text is empty, and not when it is a page', async () => {
    const quiet = await bare((request, response) =>
      /append|metadata/u.test(request.url ?? '')
        ? response.writeHead(204).end()
        : json(response, 200, { data: { id: '7' } }),
    );
    await using s = quiet;
    expect(await s.at(s.url).upload(picture(), soon())).toMatchObject({ remoteId: '7' });
    await using page = await bare((request, response) =>
      request.url?.endsWith('metadata')
        ? response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
        : json(response, 200, { data: { id: '7' } }),
    );
    expect(await thrownBy(page.at(page.url).upload(picture(), soon()))).toBeInstanceOf(Unreachable);
  });
});

describe('a post with pictures on X', () => {
  it('shows up to four of them in their order, and is found again behind the link that X adds', async () => {
    await using s = await stage();
    const pictures = [];
    for (const alt of ['one', 'two', 'three', 'four']) pictures.push(await uploaded(s.network, { alt }));
    const sent = attempt('Look & sign: https://example.org/p #StandWithThe6', contractNow, { pictures });
    s.failNext(after({ kind: 'close' }));
    await thrownBy(s.network.publish(sent, soon()));
    expect(s.local.posts()[0]?.pictures?.map(({ alt }) => alt)).toEqual(['one', 'two', 'three', 'four']);
    expect(await s.network.recall(sent, soon())).toMatchObject({
      kind: 'found',
      receipt: { remoteId: s.local.posts()[0]?.id },
    });
    expect(s.local.complaints()).toEqual([]);
  });

  it('asks for its pictures to be uploaded again when X has forgotten them', async () => {
    await using s = await stage();
    const pictures = [await uploaded(s.network)];
    s.later({ hours: 24 });
    const thrown = await thrownBy(s.network.publish(attempt('Late.', contractNow, { pictures }), soon()));
    expect(thrown).toBeInstanceOf(Unreachable);
    expect(thrown).toMatchObject({ uploadAgain: true });
    const again = [await uploaded(s.network)];
    await s.network.publish(attempt('Late.', contractNow, { pictures: again }), soon());
    expect(s.local.posts()).toHaveLength(1);
    expect(s.local.complaints()).toEqual([]);
  });

  it.each([
    ['the words of v2', 400, invalid('Your media IDs are invalid.')],
    ['the code of 1.1', 400, { errors: [{ code: 324, message: 'The validation of media ids failed.' }] }],
    ['other words', 403, { title: 'Forbidden', detail: 'The media has expired.' }],
  ])('knows that in %s', async (_what, status, body) => {
    await using s = await bare((_request, response) => json(response, status, body));
    const pictures = [{ remoteId: '5', width: 1, height: 1, alt: '' }];
    const network = s.at(s.url);
    expect(await thrownBy(network.publish(attempt('Hello', contractNow, { pictures }), soon()))).toMatchObject({
      name: 'Unreachable',
      uploadAgain: true,
    });
    expect(await thrownBy(network.publish(attempt('No pictures'), soon()))).not.toMatchObject({ uploadAgain: true });
  });

  it('is rejected in the end when X never takes its pictures', async () => {
    await using s = await bare((_request, response) => json(response, 400, invalid('Your media IDs are invalid.')));
    const network = s.at(s.url);
    const sent = attempt('Hello', contractNow, { pictures: [{ remoteId: '5', width: 1, height: 1, alt: '' }] });
    for (let i = 0; i < 3; i += 1) expect(await thrownBy(network.publish(sent, soon()))).toBeInstanceOf(Unreachable);
    expect(await thrownBy(network.publish(sent, soon()))).toBeInstanceOf(Rejected);
  });

  it('keeps to its text where X has refused that, whatever else it names', async () => {
    await using s = await bare((_request, response) => json(response, 400, invalid('Your Tweet text is too long.')));
    const pictures = [{ remoteId: '5', width: 1, height: 1, alt: '' }];
    const thrown = await thrownBy(s.at(s.url).publish(attempt('Hello', contractNow, { pictures }), soon()));
    expect(thrown).toBeInstanceOf(Rejected);
  });

  it('leaves a content warning out, which X does not have', async () => {
    await using s = await stage();
    await s.network.publish(attempt('Spyware on six phones.', contractNow, { contentWarning: 'surveillance' }), soon());
    expect(s.local.posts()).toMatchObject([{ text: 'Spyware on six phones.' }]);
    expect(s.local.complaints()).toEqual([]);
  });
});
