import { setTimeout as pause } from 'node:timers/promises';
import type { TwitterApi } from 'twitter-api-v2';
import { Rejected, Unreachable } from '../../errors.ts';
import type { Picture, Receipt } from '../../model.ts';
import type { Exchange } from './exchange.ts';
import { isOfLostUpload } from './lost-pictures.ts';
import { readDescribed, readUpload, type Upload } from './wire.ts';

/*
 * A picture on its way to X: it is announced, sent in parts, put together, and described. The library's own
 * `uploadMedia` would take the same way, but over one client for all of it and with pauses that no signal ends.
 * Nobody sees a picture that no post names, so whatever goes wrong the upload may begin anew.
 */

// X takes parts of up to 5 MB; its own clients send smaller ones, so that a slow line loses less.
const partSize = 1024 * 1024;

export const uploadPicture = async (
  { call, settle }: Exchange,
  picture: Picture,
  now: () => Temporal.Instant,
  signal: AbortSignal,
): Promise<Receipt> => {
  const { id } = settle(
    await call((api) => api.post('media/upload/initialize', announcementOf(picture)), signal),
    'repeat',
    readUpload,
  );

  /** A call about the upload that has begun. */
  const step = async <T>(
    ask: (api: TwitterApi['v2']) => Promise<unknown>,
    read: (body: unknown) => T | undefined,
  ): Promise<T> => {
    const outcome = await call(ask, signal);
    if (!outcome.done && isOfLostUpload(outcome.error)) throw new Unreachable('X does not know the upload any more');
    return settle(outcome, 'repeat', read);
  };

  for (const [index, media] of partsOf(picture.bytes).entries()) {
    const part = { segment_index: index, media };
    // Any answer will do: what matters is what X says of the whole.
    await step(
      (api) => api.post(`media/upload/${id}/append`, part, { forceBodyMode: 'form-data' }),
      () => true,
    );
  }

  let upload = await step((api) => api.post(`media/upload/${id}/finalize`), readUpload);
  while (!isReady(upload)) {
    await pause(waitOf(upload), undefined, { signal }).catch((cause: unknown) => {
      throw new Unreachable('the time for this call was over before X had finished with the picture', { cause });
    });
    upload = await step((api) => api.get('media/upload', { command: 'STATUS', media_id: id }), readUpload);
  }

  if (picture.alt !== '') {
    const described = { id, metadata: { alt_text: { text: picture.alt } } };
    await step((api) => api.post('media/metadata', described), readDescribed);
  }
  return { remoteId: id, url: '', at: now() };
};

const announcementOf = ({ bytes, type }: Picture) => ({
  media_type: type,
  media_category: 'tweet_image',
  total_bytes: bytes.length,
});

const partsOf = (bytes: Uint8Array): readonly Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / partSize) }, (_, i) =>
    Buffer.from(bytes.subarray(i * partSize, (i + 1) * partSize)),
  );

const isReady = ({ state, words }: Upload): boolean => {
  if (state === 'failed') throw new Rejected(`X cannot make anything of the picture${words ? `: ${words}` : ''}`);
  return state === undefined || state === 'succeeded';
};

/** As long as X says, within reason: pictures are ready in a moment, and a call lasts a minute at most. */
const waitOf = ({ checkAfter }: Upload): number => Math.min(Math.max((checkAfter ?? 1) * 1000, 100), 10_000);
