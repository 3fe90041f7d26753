import { hash } from 'node:crypto';
import {
  type Accompaniment,
  type Content,
  FIRST_PICTURE_STEP,
  type RemoteRef,
  type UploadedPicture,
} from '../model.ts';
import type { Done } from '../store/claim.ts';

/*
 * A delivery is a list of steps: its pictures are uploaded, then its posts go out one by one, each answering the one
 * before. What is done is known from the receipts; what comes next is worked out here. Pure.
 */

export type Step =
  | {
      readonly kind: 'picture';
      readonly step: number;
      readonly picture: Content['pictures'][number];
      readonly hash: string;
    }
  | {
      readonly kind: 'post';
      readonly step: number;
      readonly text: string;
      readonly with: Accompaniment;
      readonly hash: string;
      readonly last: boolean;
    };

const sha256 = (...parts: readonly unknown[]): string => hash('sha256', JSON.stringify(parts), 'hex');

const pictureHash = ({ sha256: bytes, alt }: Content['pictures'][number]): string => sha256(bytes, alt);

const refOf = ({ remote_id, version }: Done): RemoteRef => ({
  remoteId: remote_id,
  ...(version === null ? {} : { version }),
});

const uploaded = (content: Content, done: readonly Done[]): UploadedPicture[] =>
  content.pictures.flatMap((picture, i) => {
    const upload = done.find((one) => one.step === FIRST_PICTURE_STEP + i && one.hash === pictureHash(picture));
    const measured = upload?.with.pictures?.[0];
    return upload && measured ? [{ ...measured, remoteId: upload.remote_id }] : [];
  });

const replyOf = (content: Content, done: readonly Done[], step: number): Accompaniment['reply'] => {
  if (step === 0) return content.reply;
  const [first, before] = [0, step - 1].map((wanted) => done.find((one) => one.step === wanted));
  if (!first || !before) throw new Error(`post ${step + 1} of the thread has no post before it`);
  return { root: content.reply?.root ?? refOf(first), parent: refOf(before) };
};

/** Undefined when everything is out. */
export const nextStep = (content: Content, done: readonly Done[]): Step | undefined => {
  const step = content.posts.findIndex((_, i) => !done.some((one) => one.step === i));
  const text = content.posts[step];
  if (text === undefined) return undefined;
  const pictures = step === 0 ? uploaded(content, done) : [];
  if (step === 0) {
    const missing = content.pictures.findIndex(
      (picture, i) => !done.some((one) => one.step === FIRST_PICTURE_STEP + i && one.hash === pictureHash(picture)),
    );
    const picture = content.pictures[missing];
    if (picture) return { kind: 'picture', step: FIRST_PICTURE_STEP + missing, picture, hash: pictureHash(picture) };
  }
  const reply = replyOf(content, done, step);
  const accompaniment: Accompaniment = {
    ...(reply ? { reply } : {}),
    ...(pictures.length > 0 ? { pictures } : {}),
    ...(content.contentWarning ? { contentWarning: content.contentWarning } : {}),
    ...(step === 0 && content.card ? { card: content.card } : {}),
    ...(content.boost ? { boost: content.boost } : {}),
  };
  return {
    kind: 'post',
    step,
    text,
    with: accompaniment,
    hash: sha256(text, accompaniment),
    last: step === content.posts.length - 1,
  };
};

/** Whether this attempt's step is the one that completes the delivery. */
export const completes = (content: Content | undefined, step: number): boolean =>
  step === (content?.posts.length ?? 1) - 1;

export const postsOut = (done: readonly Done[]): number => done.filter((one) => one.step < FIRST_PICTURE_STEP).length;
