import { createHash } from 'node:crypto';

/*
 * The record key of one post of one delivery. Bluesky lets the client choose it, as long as it is a TID: 64 bits, a zero,
 * 53 bits of microseconds since 1970 and a clock id of 10 bits, written with 13 letters that sort like the number
 * (atproto.com/specs/tid).
 *
 * The seconds are the slot's; everything below a second, and the clock id, come from the delivery's id. So the key
 * survives the loss of the store, and two deliveries in one second meet once in a thousand million.
 */

const letters = '234567abcdefghijklmnopqrstuvwxyz';

export const recordKey = (delivery: { readonly id: string; readonly at: Temporal.Instant }, step: number): string => {
  const digest = createHash('sha256').update(`${delivery.id}/${step}`).digest();
  const microseconds = BigInt(digest.readUInt32BE(0) % 1_000_000);
  const clock = BigInt(digest.readUInt16BE(4) & 0x3ff);
  const seconds = BigInt(Math.floor(delivery.at.epochMilliseconds / 1000));
  return tid(((seconds * 1_000_000n + microseconds) << 10n) | clock);
};

const tid = (value: bigint): string => {
  let text = '';
  for (let shift = 60n; shift >= 0n; shift -= 5n) text += letters[Number((value >> shift) & 31n)];
  return text;
};
