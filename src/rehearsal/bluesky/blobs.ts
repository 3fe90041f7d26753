import { cidOfBlob } from './cid.ts';
import { look, type Seen } from './picture-bytes.ts';
import { Refusal } from './refusal.ts';

/*
 * What was uploaded, and which records name it. As on a PDS, the type is what the bytes say where they say it, a blob is
 * tied to the records that name it and goes with the last of them, and one that no record names is forgotten.
 */

// A PDS promises "minutes" (lexicon com.atproto.repo.uploadBlob) and some keep them for days. A rehearsal's hours pass in
// seconds: a day leaves a slow machine the time to prepare four pictures.
const keptUnnamed = Temporal.Duration.from({ hours: 24 });
const largest = 5 * 1024 * 1024; // the default of @atproto/pds

export type BlobRef = {
  readonly $type: 'blob';
  readonly ref: { readonly $link: string };
  readonly mimeType: string;
  readonly size: number;
};

export type HeldBlob = {
  readonly bytes: Buffer;
  readonly type: string;
  /** What the bytes are, where they are a picture. */
  readonly seen: Seen | undefined;
  /** As a data: URL, made once. */
  readonly data: string;
};

type Entry = HeldBlob & { readonly users: Set<string>; until: Temporal.Instant };

export type Blobs = {
  readonly upload: (bytes: Buffer, declared: string | undefined) => BlobRef;
  readonly get: (cid: string) => HeldBlob | undefined;
  /** Makes the blobs that a record names its own; refuses the record when one is not here. */
  readonly tie: (uri: string, value: unknown) => void;
  readonly untie: (uri: string) => void;
};

export const openBlobs = (now: () => Temporal.Instant, complain: (words: string) => void): Blobs => {
  const held = new Map<string, Entry>();
  const forgotten = new Set<string>();

  const forget = (cid: string): void => {
    held.delete(cid);
    forgotten.add(cid);
  };

  const get = (cid: string): Entry | undefined => {
    const entry = held.get(cid);
    if (!entry || entry.users.size > 0 || Temporal.Instant.compare(now(), entry.until) < 0) return entry;
    forget(cid);
    return undefined;
  };

  const untie = (uri: string): void => {
    for (const [cid, { users }] of held) if (users.delete(uri) && users.size === 0) forget(cid);
  };

  return {
    get,
    untie,

    upload: (bytes, declared = 'application/octet-stream') => {
      if (bytes.length > largest) throw new Refusal(413, 'PayloadTooLarge', 'request entity too large');
      const cid = cidOfBlob(bytes);
      const seen = look(bytes);
      const type = seen?.type ?? declared;
      for (const words of complaints(bytes, seen, declared)) complain(`a picture of ${bytes.length} bytes: ${words}`);
      const until = now().add(keptUnnamed);
      const there = get(cid);
      if (there) there.until = until;
      else {
        const data = `data:${type};base64,${bytes.toString('base64')}`;
        held.set(cid, { bytes, type, seen, data, users: new Set(), until });
      }
      return { $type: 'blob', ref: { $link: cid }, mimeType: there?.type ?? type, size: bytes.length };
    },

    tie: (uri, value) => {
      const named = blobsIn(value).map((ref) => {
        const { $link: cid } = ref.ref;
        const entry = get(cid);
        if (!entry) {
          if (!forgotten.has(cid)) complain(`a record names the blob ${cid}, which was never uploaded`);
          throw new Refusal(400, 'BlobNotFound', `Could not find blob: ${cid}`);
        }
        for (const [what, stored, given] of [
          ['MimeType', entry.type, ref.mimeType],
          ['Size', entry.bytes.length, ref.size],
        ]) {
          const words = `Referenced ${what} does not match stored blob. Expected: ${stored}, Got: ${given}`;
          if (stored !== given) throw new Refusal(400, `Invalid${what}`, words);
        }
        return { cid, entry };
      });
      const kept = new Set(named.map(({ cid }) => cid));
      for (const { entry } of named) entry.users.add(uri);
      for (const [cid, { users }] of held) if (!kept.has(cid) && users.delete(uri) && users.size === 0) forget(cid);
    },
  };
};

/** What a server takes without a word and followers would suffer from. */
const complaints = (bytes: Buffer, seen: Seen | undefined, declared: string): string[] => {
  if (!seen) return [`it was sent as ${declared}, and its bytes are no picture that can be read`];
  return [
    ...(bytes.length > 2_000_000 ? ['no post takes it: app.bsky.embed.images allows 2000000'] : []),
    ...(seen.type === declared ? [] : [`it was sent as ${declared} and is ${seen.type}`]),
    ...seen.metadata.map((what) => `it carries ${what}, which can tell where it was taken: position is never sent`),
  ];
};

const blobsIn = (value: unknown): BlobRef[] => {
  if (typeof value !== 'object' || value === null) return [];
  if ((value as { $type?: unknown }).$type === 'blob') return [value as BlobRef];
  return Object.values(value).flatMap(blobsIn);
};
