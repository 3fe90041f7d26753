import type { Answer, Call, Handler } from '../http.ts';
import { attachmentOf } from './entities.ts';
import type { Limits } from './instance.ts';
import { rateWindow } from './limits.ts';
import type { HeldMedia, MediaStore } from './media.ts';
import { readPicture } from './picture-file.ts';
import { failed, notFound, tooMany } from './refusals.ts';

/*
 * What can be done with pictures before a post has them: upload, look whether they are ready, change their text.
 */

type World = {
  readonly media: MediaStore;
  readonly limits: Limits;
  /** How often a new picture is called unfinished; 0: it is ready with the answer to its upload. */
  readonly looksUntilReady: number;
  readonly now: () => Temporal.Instant;
  readonly complain: (words: string) => void;
  readonly server: () => string;
};

type Sent = { readonly file?: { readonly bytes: Buffer; readonly type: string }; readonly description: string };

export const mediaRoutes = ({ media, limits, looksUntilReady, now, complain, server }: World) => {
  // Mastodon's documented limit on uploads.
  const uploaded = rateWindow(30, Temporal.Duration.from({ minutes: 30 }), now);

  const refused = (words: string): Answer => {
    complain(`refused: ${words}`);
    return failed(422, words);
  };
  const answer = (status: number, one: HeldMedia): Answer => ({ status, body: attachmentOf(server(), one) });

  const answerToCreate = async (call: Call): Promise<Answer> => {
    if (!uploaded.take()) return tooMany;
    const { file, description } = await readSent(call);
    if (!file) return refused("Validation failed: File can't be blank");
    const { bytes: most, pixels, types, altLength } = limits.pictures;
    if (!types.includes(file.type)) return refused('Validation failed: File content type is invalid, File is invalid');
    if (file.bytes.length > most) {
      return refused(`Validation failed: File file size must be less than ${most / 1024 ** 2} MB`);
    }
    const read = readPicture(file.bytes);
    if (read?.type !== file.type) return refused('File type of uploaded media could not be verified');
    const { width, height, metadata } = read;
    if (width * height > pixels) return refused(`${width}x${height} images are not supported`);
    if (isTooLong(description, altLength)) return refused(tooLong(altLength));
    if (description.trim() === '') complain('a picture without a description');
    if (metadata.length > 0) complain(`a picture that still carries metadata (${metadata.join(', ')})`);
    return answer(looksUntilReady > 0 ? 202 : 200, media.add(read, file.bytes, description, looksUntilReady));
  };
  const create: Handler = async (call) => ({ ...(await answerToCreate(call)), headers: uploaded.headers() });

  const look: Handler = (call) => {
    const one = media.free(call.params.id ?? '');
    if (!one) return notFound;
    if (one.unfinished === 0) return answer(200, one);
    const later = media.change(one, { unfinished: one.unfinished - 1 });
    return answer(later.unfinished === 0 ? 200 : 206, later);
  };

  const change: Handler = async (call) => {
    const one = media.free(call.params.id ?? '');
    if (!one) return notFound;
    const { description } = await readSent(call);
    if (isTooLong(description, limits.pictures.altLength)) return refused(tooLong(limits.pictures.altLength));
    return answer(200, media.change(one, { description }));
  };

  const file: Handler = (call) => {
    const one = media.get(call.params.id ?? '');
    return one ? { status: 200, headers: { 'content-type': one.file.type }, body: one.bytes } : notFound;
  };

  return { create, look, change, file };
};

const isTooLong = (description: string, most: number): boolean => [...description].length > most;
const tooLong = (most: number): string => `Validation failed: Description is too long (maximum is ${most} characters)`;

/** As a form in parts, as a plain form, or as JSON. */
const readSent = async (call: Call): Promise<Sent> => {
  const type = call.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) {
    const { description = '' } = (call.json() ?? {}) as { description?: unknown };
    return { description: String(description) };
  }
  try {
    const form = await new Response(new Uint8Array(call.bytes), { headers: { 'content-type': type } }).formData();
    const [file, description] = [form.get('file'), form.get('description')];
    return {
      file: file instanceof File ? { bytes: Buffer.from(await file.arrayBuffer()), type: file.type } : undefined,
      description: typeof description === 'string' ? description : '',
    };
  } catch {
    return { description: '' }; // no form at all
  }
};
