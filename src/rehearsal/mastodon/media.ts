import { snowflakes } from './ids.ts';
import type { PictureFile } from './picture-file.ts';

/*
 * The pictures that the server keeps, and the posts they belong to.
 */

export type HeldMedia = {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly file: PictureFile;
  readonly bytes: Buffer;
  /** As a data: URL. */
  readonly data: string;
  readonly description: string;
  /** How often it will still be called unfinished. */
  readonly unfinished: number;
  /** The post that has it. */
  readonly status?: string;
};

const keptAlone = Temporal.Duration.from({ hours: 24 }); // Mastodon's vacuum of pictures that no post took

export type MediaStore = ReturnType<typeof mediaStore>;

export const mediaStore = (now: () => Temporal.Instant) => {
  const held = new Map<string, HeldMedia>();
  const nextId = snowflakes(now);
  const change = (one: HeldMedia, to: Partial<HeldMedia>): HeldMedia => {
    const changed = { ...one, ...to };
    held.set(one.id, changed);
    return changed;
  };
  const of = (status: string): readonly HeldMedia[] =>
    held
      .values()
      .filter((one) => one.status === status)
      .toArray();

  return {
    add: (file: PictureFile, bytes: Buffer, description: string, unfinished: number): HeldMedia => {
      const data = `data:${file.type};base64,${bytes.toString('base64')}`;
      const made = { id: nextId(), at: now(), file, bytes, data, description, unfinished };
      held.set(made.id, made);
      return made;
    },
    get: (id: string): HeldMedia | undefined => held.get(id),
    /** One that no post has yet. */
    free: (id: string): HeldMedia | undefined => {
      const one = held.get(id);
      if (!one || one.status !== undefined) return undefined;
      if (Temporal.Instant.compare(one.at.add(keptAlone), now()) > 0) return one;
      held.delete(id);
      return undefined;
    },
    change,
    /** In the order in which the post names them. */
    attach: (ids: readonly string[], status: string): void => {
      for (const id of ids) {
        const one = held.get(id);
        held.delete(id);
        if (one) change(one, { status });
      }
    },
    of,
    /** Their post is gone: they are gone too, or free for another. */
    release: (status: string, forget: boolean): void => {
      for (const one of of(status)) {
        if (forget) held.delete(one.id);
        else change(one, { status: undefined });
      }
    },
  };
};
