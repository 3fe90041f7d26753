import type { Answer, Call, Handler } from '../http.ts';
import type { Desk } from './calls.ts';
import { isReady, keyOf, largest, lifetime, type Upload } from './media.ts';
import { partsOf } from './multipart.ts';
import { invalidRequest, notFound } from './problems.ts';

/*
 * What the calls about pictures do: an upload is announced, sent in parts, put together, asked about and described.
 */

const mostAlt = 1000;
const mostPart = 5 * 1024 * 1024;

export const mediaCallsOf = ({ spec, refuse, complain, media }: Desk) => {
  // The older spec requires a `meta` and does not say what is in it.
  const ok = (data: object): Answer => ({ status: 200, body: { data, ...(spec === '2.159' && { meta: {} }) } });
  const no = (call: Call, words: string): Answer => refuse(call, words, invalidRequest(spec, words));

  const told = (upload: Upload, more: object = {}): object => ({
    id: upload.id,
    media_key: keyOf(upload.id),
    expires_after_secs: lifetime.total('seconds'),
    ...more,
  });

  const processing = (upload: Upload): object => {
    const type = spec === '2.159' && { type: 'image' }; // required there, and nowhere explained
    const state = upload.looksLeft > 0 ? { state: 'in_progress', check_after_secs: 0 } : { state: 'succeeded' };
    return { processing_info: { ...state, ...type } };
  };

  /** Does what `then` does with the upload that a call names. An expired one is nobody's mistake. */
  const about = (call: Call, id: string, then: (upload: Upload) => Answer): Answer => {
    const upload = media.find(id);
    if (upload === 'expired') return notFound();
    if (upload === 'unknown') return refuse(call, `there is no upload ${id}`, notFound());
    return then(upload);
  };

  const initialize: Handler = (call) => {
    const body = call.json();
    if (!isObject(body)) return no(call, 'The body is not JSON.');
    const { media_type: type, media_category: category, total_bytes: size, ...rest } = body;
    if (Object.keys(rest).length > 0) return no(call, `The local X does not know [${Object.keys(rest).join(',')}].`);
    if (type !== 'image/jpeg' && type !== 'image/png') return no(call, `The local X does not take [${String(type)}].`);
    if (category !== 'tweet_image') return no(call, `A picture of a post is no [${String(category)}].`);
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) return no(call, '`total_bytes` is no size.');
    if (size > largest) return no(call, `The picture has ${size} bytes; X takes ${largest}.`);
    return ok(told(media.begin(type, size)));
  };

  const append: Handler = (call) =>
    about(call, call.params.id ?? '', (upload) => {
      const parts = partsOf(call);
      const fields = new Map(parts?.map(({ name, bytes }) => [name, bytes]));
      const [index, bytes] = [fields.get('segment_index')?.toString() ?? '', fields.get('media')];
      if (!bytes || parts?.length !== 2) return no(call, 'The body is not a form with `segment_index` and `media`.');
      if (!/^\d{1,3}$/u.test(index)) return no(call, '`segment_index` is no number up to 999.');
      if (bytes.length > mostPart) return no(call, `A part has ${bytes.length} bytes; X takes ${mostPart}.`);
      if (upload.picture) return no(call, 'The upload was finished before.');
      upload.parts.set(Number(index), bytes);
      return ok({ expires_at: Math.floor(upload.expires.epochMilliseconds / 1000) });
    });

  const finalize: Handler = (call) =>
    about(call, call.params.id ?? '', (upload) => {
      if (upload.picture) return no(call, 'The upload was finished before.');
      const seen = media.finish(upload);
      if (typeof seen === 'string') return no(call, `The picture is not valid: ${seen}.`);
      if (seen.metadata.length > 0) complain(call, `the picture carries metadata: ${seen.metadata.join(', ')}`);
      return ok(told(upload, { size: upload.size, ...(upload.looksLeft > 0 && processing(upload)) }));
    });

  const status: Handler = (call) => {
    const id = call.query.get('media_id') ?? '';
    if (call.query.get('command') !== 'STATUS' || call.query.size !== 2)
      return no(call, 'STATUS of a `media_id`, no more.');
    return about(call, id, (upload) => {
      if (!upload.picture) return no(call, 'The upload was not finished.');
      upload.looksLeft = Math.max(0, upload.looksLeft - 1);
      return ok(told(upload, { size: upload.size, ...processing(upload) }));
    });
  };

  const describe: Handler = (call) => {
    const body = call.json();
    const given = isObject(body) && isObject(body.metadata) ? body.metadata : {};
    const text = isObject(given.alt_text) ? given.alt_text.text : undefined;
    if (!isObject(body) || typeof body.id !== 'string') return no(call, 'The body has no `id`.');
    if (typeof text !== 'string' || text === '') return no(call, 'There is no alt text.');
    if ([...text].length > mostAlt)
      return no(call, `The alt text has ${[...text].length} characters; X takes ${mostAlt}.`);
    return about(call, body.id, (upload) => {
      if (!isReady(upload)) return no(call, 'The upload was not finished.');
      upload.alt = text;
      return { status: 200, body: { data: { id: upload.id, associated_metadata: { alt_text: { text } } } } };
    });
  };

  return { initialize, append, finalize, status, describe };
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
