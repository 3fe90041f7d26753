import { createHash } from 'node:crypto';
import type { LocalPicture } from '../local.ts';
import { look, type Seen } from './picture.ts';

/*
 * The pictures that were uploaded to a local X. They come in parts, are put together, described, and named by posts;
 * X forgets an upload after a day, while posts keep what they show.
 */

export type Upload = {
  readonly id: string;
  readonly type: string;
  readonly size: number;
  readonly expires: Temporal.Instant;
  readonly parts: Map<number, Buffer>;
  /** Set when it was put together. */
  picture?: Omit<LocalPicture, 'alt'>;
  alt: string;
  /** How many more looks at its state find it unfinished. */
  looksLeft: number;
};

/** A picture in a post. `key` is the `media_key` under which X shows it. */
export type Shown = LocalPicture & { readonly key: string };

export const lifetime = Temporal.Duration.from({ hours: 24 }); // `expires_after_secs` is 86,400
export const largest = 5 * 1024 * 1024;

export const mediaStore = (now: () => Temporal.Instant, looks: number) => {
  const uploads = new Map<string, Upload>();
  const data = new Map<string, string>(); // the same bytes are kept once
  let last = 1_000_000_000_000_000_000n;

  const alive = (upload: Upload): boolean => Temporal.Instant.compare(now(), upload.expires) < 0;
  const sweep = () => {
    for (const [id, upload] of uploads) if (!alive(upload)) uploads.delete(id);
  };

  return {
    begin: (type: string, size: number): Upload => {
      sweep();
      last += 1n;
      const upload = {
        id: String(last),
        type,
        size,
        expires: now().add(lifetime),
        parts: new Map(),
        alt: '',
        looksLeft: looks,
      };
      uploads.set(upload.id, upload);
      return upload;
    },

    /** `expired`: it was there, more than a day ago. */
    find: (id: string): Upload | 'expired' | 'unknown' => {
      sweep();
      const upload = uploads.get(id);
      if (upload) return upload;
      return /^\d{19}$/u.test(id) && BigInt(id) > 1_000_000_000_000_000_000n && BigInt(id) <= last
        ? 'expired'
        : 'unknown';
    },

    /** Puts the parts together; gives what is wrong with them, in words, or what was seen. */
    finish: (upload: Upload): Seen | string => {
      const parts = [...upload.parts].sort(([a], [b]) => a - b);
      if (parts.some(([index], i) => index !== i)) return 'a part of the picture is missing';
      const bytes = Buffer.concat(parts.map(([, part]) => part));
      if (bytes.length !== upload.size) return `${bytes.length} bytes came of the ${upload.size} that were announced`;
      const seen = look(bytes);
      if (!seen) return 'it is neither a JPEG nor a PNG';
      if (seen.type !== upload.type) return `it is ${seen.type}, not ${upload.type}`;
      const hash = createHash('sha256').update(bytes).digest('hex');
      const url = data.get(hash) ?? `data:${seen.type};base64,${bytes.toString('base64')}`;
      data.set(hash, url);
      const { type, width, height } = seen;
      upload.picture = { type, width, height, bytes: bytes.length, data: url };
      upload.parts.clear();
      return seen;
    },
  };
};

export type MediaStore = ReturnType<typeof mediaStore>;

export const isReady = ({ picture, looksLeft }: Upload): boolean => picture !== undefined && looksLeft === 0;
export const keyOf = (id: string): string => `3_${id}`;
