/*
 * The two kinds of line that a stream of posts is made of, in the way in which servers write nearly all of them: the same bytes at the same places, compared
 * eight at a time. A line that is written otherwise is only not recognised. All of it is the server's own: what authors write comes behind.
 */

type Shape = {
  readonly matches: (view: DataView, from: number) => boolean;
  readonly length: number;
  /** Where its free stretches begin: did, time, rev. */
  readonly free: readonly number[];
};

/** Where the stretches of eight bytes begin; the last one may overlap the one before. */
const stretches = (from: number, length: number): number[] =>
  Array.from({ length: Math.ceil(length / 8) }, (_, n) => from + Math.min(n * 8, length - 8));

/** Pieces of text, of at least eight characters, and how many letters or digits stand between them. */
const shapeOf = (...parts: readonly (string | number)[]): Shape => {
  const template = Buffer.from(parts.map((part) => (typeof part === 'string' ? part : ' '.repeat(part))).join(''));
  const starts = parts.map((_, n) => parts.slice(0, n).reduce<number>((sum, part) => sum + lengthOf(part), 0));
  const places = Int32Array.from(
    parts.flatMap((part, n) => (typeof part === 'string' ? stretches(starts[n]!, part.length) : [])),
  );
  // As numbers they are equal only when their bits are: eight letters of ASCII are neither 0 nor NaN.
  const wanted = Float64Array.from(places, (at) => template.readDoubleLE(at));
  return {
    length: template.length,
    free: starts.filter((_, n) => typeof parts[n] === 'number'),
    matches: (view, from) => {
      if (from + template.length > view.byteLength) return false;
      // From the end: that is where lines differ.
      for (let n = places.length - 1; n >= 0; n--) {
        if (view.getFloat64(from + places[n]!, true) !== wanted[n]) return false;
      }
      return true;
    },
  };
};

const lengthOf = (part: string | number): number => (typeof part === 'string' ? part.length : part);

const [did, time, rev] = [24, 16, 13];
const upTo = (operation: string) =>
  [
    '{"did":"did:plc:',
    did,
    '","time_us":',
    time,
    ',"kind":"commit","commit":{"rev":"',
    rev,
    `","operation":"${operation}","collection":"app.bsky.feed.post"`,
  ] as const;

const creation = shapeOf(...upTo('create'));
const deletionStart = [...upTo('delete')];
const deletion = shapeOf(...deletionStart.slice(0, -1), `${deletionStart.at(-1)},"rkey":"`);

const [nameAt = 0, timeAt = 0] = deletion.free;
const rkeyAt = deletion.length;
const prefix = 'did:plc:';
const didAt = nameAt - prefix.length;
const deletionLength = rkeyAt + 13 + '"}}'.length;

/** Of a did and a record key: no quote ends them early, no escape has to be read. */
const [plainDid, plainKey] = [/^did:plc:[a-z0-9]{24}$/, /^[\w~:-]{13}$/];

export const isCommonCreation = creation.matches;

export type Deletion = { readonly timeUs: number; readonly did: string; readonly rkey: string };

/** The deletion of a post that the line from `from` to `to` is; undefined where it is none, or not written in the common way. */
export const commonDeletion = (bytes: Buffer, view: DataView, from: number, to: number): Deletion | undefined => {
  // Asked of every line, and told by its length of nearly all.
  if (to - from !== deletionLength || !deletion.matches(view, from)) return undefined;
  const line = bytes.toString('latin1', from, to); // a piece of a longer text would keep all of that in memory
  const name = line.slice(didAt, didAt + prefix.length + did);
  const rkey = line.slice(rkeyAt, rkeyAt + 13);
  if (!plainDid.test(name) || !plainKey.test(rkey)) return undefined;
  let timeUs = 0;
  for (let at = timeAt; at < timeAt + time; at++) {
    const digit = line.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    timeUs = timeUs * 10 + digit;
  }
  return { timeUs, did: name, rkey };
};
