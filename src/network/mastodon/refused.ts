import { Rejected, Unreachable } from '../../errors.ts';
import type { Attempt } from '../../model.ts';
import { notThere, statusOf } from './errors.ts';
import type { PictureState } from './upload.ts';

/*
 * A post was refused: was it for what it names? A server's words are in its own wording, and in the language of the
 * account, so it is asked for the things named: the post that is answered, and the pictures.
 */

export type Named = {
  /** Asks for a post; throws what `notThere` knows when it is gone. */
  readonly post: (id: string) => Promise<unknown>;
  readonly picture: (id: string) => Promise<PictureState>;
};

// Mastodon: 404 for the answered post, 422 for pictures; others answer 400 for both.
const mayBeForWhatItNames = new Set([400, 404, 410, 422]);

// A server that tells of no picture must not have us upload the same ones for ever: then the refusal stands.
const mostUploads = 3;

/** Gives the refusal as it is meant, or as it came when it has nothing to do with what the post names. */
export const meaningOfRefusals = () => {
  const uploads = new Map<string, number>();

  return async (refusal: unknown, { key, with: { reply, pictures = [] } }: Attempt, named: Named): Promise<unknown> => {
    if (!(refusal instanceof Rejected) || !mayBeForWhatItNames.has(statusOf(refusal) ?? 0)) return refusal;
    const { cause, message } = refusal;
    if (reply && (await isGone(() => named.post(reply.parent.remoteId)))) {
      return new Rejected(`the post that this one answers is not there any more (${message})`, { cause });
    }
    const states = await Promise.all(pictures.map(({ remoteId }) => named.picture(remoteId)));
    if (states.includes('gone')) {
      const before = uploads.get(key) ?? 0;
      if (before >= mostUploads) return refusal;
      uploads.set(key, before + 1);
      const words = `the server does not have the post's pictures any more (${message})`;
      return new Unreachable(words, { cause, uploadAgain: true });
    }
    if (states.includes('not yet')) {
      return new Unreachable(`the server has not finished with the post's pictures (${message})`, { cause });
    }
    return refusal;
  };
};

const isGone = async (ask: () => Promise<unknown>): Promise<boolean> => {
  try {
    await ask();
    return false;
  } catch (error) {
    if (notThere(error)) return true;
    throw error;
  }
};
