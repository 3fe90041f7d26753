import type { Call } from '../http.ts';

/*
 * A body of multipart/form-data (RFC 7578), whose parts may be bytes of any kind.
 */

export type Part = { readonly name: string; readonly bytes: Buffer };

/** Undefined when the body is not one, or is cut off. */
export const partsOf = ({ headers, bytes }: Call): readonly Part[] | undefined => {
  const boundary = /^multipart\/form-data;.*\bboundary=(?:"([^"]+)"|([^\s;]+))/iu.exec(headers['content-type'] ?? '');
  if (!boundary) return undefined;
  const mark = `--${boundary[1] ?? boundary[2]}`;
  // Each part stands between two marks, on a line of its own; the last mark ends in `--`.
  const between = `\r\n${mark}`;
  const body = Buffer.concat([Buffer.from('\r\n'), bytes]);
  const parts: Part[] = [];
  let at = body.indexOf(between);
  while (at >= 0) {
    const from = at + between.length;
    if (body.subarray(from, from + 2).toString() === '--') return parts;
    const next = body.indexOf(between, from);
    if (next < 0) return undefined;
    const part = readPart(body.subarray(from, next));
    if (!part) return undefined;
    parts.push(part);
    at = next;
  }
  return undefined;
};

const readPart = (part: Buffer): Part | undefined => {
  const blank = part.indexOf('\r\n\r\n');
  if (blank < 0) return undefined;
  const name = /^content-disposition:\s*form-data\b.*?;\s*name="([^"]*)"/imu.exec(part.toString('latin1', 0, blank));
  return name ? { name: name[1] ?? '', bytes: part.subarray(blank + 4) } : undefined;
};
