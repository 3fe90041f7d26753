/*
 * Redis packs longer strings in its dumps (LZF), where `strings` does not find them but a stranger does. rdbcompression's form: 0xC3, the packed
 * length, the length, the bytes (redis/src/rdb.c, rdbSaveLzfBlob; lzf_d.c).
 */

const LZF = 0xc3;
const MOST = 1 << 24;

/** A length of a dump: 6 bits, 14 bits, or 32 bits after 0x80. */
const lengthAt = (bytes: Uint8Array, at: number): { readonly length: number; readonly next: number } | undefined => {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first >> 6 === 0) return { length: first & 0x3f, next: at + 1 };
  if (first >> 6 === 1) return { length: ((first & 0x3f) << 8) | (bytes[at + 1] ?? 0), next: at + 2 };
  if (first !== 0x80 || at + 5 > bytes.length) return undefined;
  return { length: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32BE(at + 1), next: at + 5 };
};

/** Undefined when these bytes were not packed so. */
const unpack = (packed: Uint8Array, length: number): Uint8Array | undefined => {
  const out = new Uint8Array(length);
  let to = 0;
  for (let from = 0; from < packed.length; ) {
    const control = packed[from++] as number;
    if (control < 32) {
      const end = from + control + 1;
      if (end > packed.length || to + control + 1 > length) return undefined;
      out.set(packed.subarray(from, end), to);
      [from, to] = [end, to + control + 1];
      continue;
    }
    const more = control >> 5 === 7 ? (packed[from++] ?? -1) : 0;
    const low = packed[from++];
    if (low === undefined || more < 0) return undefined;
    const count = (control >> 5) + more + 2;
    let back = to - ((control & 0x1f) << 8) - low - 1;
    if (back < 0 || to + count > length) return undefined;
    for (let n = 0; n < count; n += 1) out[to++] = out[back++] as number;
  }
  return to === length ? out : undefined;
};

/** Every packed string of a dump, with where it stands. */
export function* packedStrings(bytes: Uint8Array): Generator<{ readonly at: number; readonly text: string }> {
  for (let at = bytes.indexOf(LZF); at !== -1; at = bytes.indexOf(LZF, at + 1)) {
    const packed = lengthAt(bytes, at + 1);
    const whole = packed && lengthAt(bytes, packed.next);
    if (!packed || !whole || whole.length > MOST || whole.length <= packed.length) continue;
    if (whole.next + packed.length > bytes.length) continue;
    const out = unpack(bytes.subarray(whole.next, whole.next + packed.length), whole.length);
    if (out) yield { at, text: Buffer.from(out).toString('latin1') };
  }
}
