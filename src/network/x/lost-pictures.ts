import { Rejected, Unreachable } from '../../errors.ts';
import type { Attempt } from '../../model.ts';
import { answerOf, isObject, wordsOf } from './failure.ts';

/*
 * X does not know the pictures of a post, or an upload that has begun. It forgets pictures a day after their upload, and
 * then they are uploaded anew; but it uses the same words for pictures that it took and cannot show, and those it would
 * refuse for ever.
 */

/** Whether X refuses a post for the pictures that it names. */
export const isOfLostPictures = (error: unknown): boolean => {
  const answer = answerOf(error);
  if (!answer || !refusals.has(answer.status) || !isObject(answer.body)) return false;
  const words = wordsOf(answer.body) ?? '';
  return code324.test(JSON.stringify(answer.body)) || (/\bmedia/iu.test(words) && notKnown.test(words));
};

const refusals = new Set([400, 403, 404, 422]);
const code324 = /"code":324\b/u; // "The validation of media ids failed", of X's older errors
const notKnown = /invalid|expired|not found|unknown|not exist|could not|no longer/iu;

/** Whether X says that it does not know the upload that it is asked to go on with. */
export const isOfLostUpload = (error: unknown): boolean => {
  const answer = answerOf(error);
  if (!answer || !isObject(answer.body)) return false;
  const { status, body } = answer;
  return status === 404 || status === 410 || (status === 400 && lostUpload.test(wordsOf(body) ?? ''));
};

const lostUpload = /media[ _-]?ids?\b.*(?:invalid|expired|not found|unknown|not exist)|invalid media[ _-]?id|expired/iu;

const mostUploads = 3;

/** Gives what becomes of a post whose pictures X does not know: counted for each post, in this process. */
export const lostPictures = () => {
  const uploads = new Map<string, number>();
  return ({ delivery, step }: Attempt): Error => {
    const post = `${delivery}-${step}`;
    const before = uploads.get(post) ?? 0;
    if (before >= mostUploads) {
      return new Rejected('X does not take the pictures of this post, however often they are uploaded');
    }
    uploads.set(post, before + 1);
    return new Unreachable('X does not know the pictures of this post any more', { uploadAgain: true });
  };
};
