import { z } from 'zod';

/*
 * Values that more than one kind of file holds. A message is the predicate of a sentence whose subject is the key:
 * "`on` is `2021-13-01`: there is no such day; …".
 */

/** A value as the person wrote it, for use in a message. */
export const written = (value: unknown): string => {
  const whole = typeof value === 'string' ? value : JSON.stringify(value);
  return `\`${whole.length > 80 ? `${whole.slice(0, 80)}…` : whole}\``;
};

/** An empty value (`by:` or `by: ""`) means "not filled in", and so does leaving the key out. */
export const fillable = <S extends z.ZodType>(schema: S) => schema.nullish();

const exists = (day: string): boolean => {
  try {
    return Temporal.PlainDate.from(day, { overflow: 'reject' }).toString() === day;
  } catch {
    return false;
  }
};

export const calendarDay = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, {
    error: (issue) => `is ${written(issue.input)}; write a day as YYYY-MM-DD, for instance 2026-11-29`,
    abort: true,
  })
  .refine(exists, {
    error: (issue) => `is ${written(issue.input)}, a day that does not exist; write a day of the calendar`,
  });

export const sha256 = z.string().regex(/^([0-9a-f]{64})?$/, {
  error: (issue) =>
    `is ${written(issue.input)}; a SHA-256 is 64 characters, each 0-9 or a-f (\`sha256sum FILE\` prints it)`,
});

export const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, {
  error: (issue) => `is ${written(issue.input)}; write a language as its code, for instance en, ar or pt-BR`,
});

export const slug = z.string().regex(/^[a-z0-9-]+$/, {
  error: (issue) => `is ${written(issue.input)}; use small letters a-z, digits and hyphens only`,
});
