const letters = '234567abcdefghijklmnopqrstuvwxyz';

/** A TID: 53 bits of microseconds since 1970 and ten that tell clocks apart, five to a letter, in letters that sort as the numbers do. */
export const tidOf = (micros: number, clock: number): string => {
  let text = '';
  let left = micros;
  for (let i = 0; i < 11; i += 1) {
    text = letters[left % 32] + text;
    left = Math.floor(left / 32);
  }
  return text + letters[(clock >> 5) & 31] + letters[clock & 31];
};
