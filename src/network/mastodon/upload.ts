import { setTimeout as pause } from 'node:timers/promises';
import { Unreachable } from '../../errors.ts';
import type { Picture, Receipt } from '../../model.ts';
import { attachment, checked } from './answers.ts';
import { notThere } from './errors.ts';
import type { Exchange, Reply } from './transport.ts';

/*
 * A picture on its way to the server. The SDK would wait for it too, but with pauses that no signal ends, and without
 * telling whether the server has finished (200) or is still at it (202, then 206).
 */

export const uploadPicture = async (
  exchange: Exchange,
  picture: Picture,
  now: () => Temporal.Instant,
  signal: AbortSignal,
): Promise<Receipt> => {
  const form = new FormData();
  const name = picture.type === 'image/png' ? 'picture.png' : 'picture.jpg'; // the file's own name stays with the team
  form.set('file', new Blob([new Uint8Array(picture.bytes)], { type: picture.type }), name);
  form.set('description', picture.alt);
  const post = { method: 'POST', path: '/api/v2/media', body: form };
  const { id, ready } = read(await exchange(post, 'repeatable', json, signal));
  // A copy of the server's database may not know a new picture yet: one that is not there is looked for again.
  for (let state = ready ? 'ready' : 'not yet', n = 0; state !== 'ready'; n += 1) {
    await pause(waitBefore(n), undefined, { signal }).catch((cause: unknown) => {
      throw new Unreachable('the time for this call was over before the server had finished with the picture', {
        cause,
      });
    });
    state = await pictureState(exchange, id, signal);
  }
  return { remoteId: id, url: '', at: now() };
};

/** 250 ms, doubled up to 5 s: some fifteen looks in a call of a minute, of the 300 requests a server allows in five. */
const waitBefore = (look: number): number => Math.min(250 * 2 ** look, 5_000);

export type PictureState = 'ready' | 'not yet' | 'gone';

/** How it stands with a picture that was uploaded before. Mastodon calls one that a post has already taken `gone`, too. */
export const pictureState = async (exchange: Exchange, id: string, signal: AbortSignal): Promise<PictureState> => {
  try {
    const request = { method: 'GET', path: `/api/v1/media/${encodeURIComponent(id)}` };
    const reply = await exchange(request, 'repeatable', json, signal);
    return reply.status !== 206 && read(reply).ready ? 'ready' : 'not yet';
  } catch (error) {
    if (notThere(error)) return 'gone';
    throw error;
  }
};

const read = ({ status, data }: Reply<unknown>) => {
  const { id, url } = checked(attachment, data);
  return { id, ready: status === 200 || typeof url === 'string' };
};

/** A 206 may come without a body. */
const json = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));
