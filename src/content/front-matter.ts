import { z } from 'zod';
import { kinds } from '../model.ts';
import { calendarDay, fillable, languageTag, sha256, slug, written } from '../yaml.ts';

/*
 * The head of a message file, between two lines of `---`.
 */

const localMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

const momentExists = (moment: string): boolean => {
  try {
    Temporal.PlainDateTime.from(moment, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
};

const moment = z
  .string()
  .regex(localMoment, {
    error: (issue) =>
      `is ${written(issue.input)}; write a moment of the campaign's time zone as YYYY-MM-DDTHH:MM, for instance 2026-11-29T12:00`,
    abort: true,
  })
  .refine(momentExists, {
    error: (issue) =>
      `is ${written(issue.input)}, a moment that does not exist; write a day of the calendar and a time from 00:00 to 23:59`,
  });

const perLanguage = z.record(languageTag, fillable(z.string()));

export const frontMatterSchema = z
  .strictObject({
    id: slug.describe('The name of the message: small letters, digits and hyphens; no two messages share one'),
    kind: z.enum(kinds).describe('What the message is about; special days choose by it'),
    source: fillable(
      z.strictObject({
        start: z.int().min(0).describe("Where the passage begins in the team's copy of the statement, in UTF-16 units"),
        end: z.int().min(0).describe('Where it ends (the first unit after it)'),
        sha256: fillable(sha256).describe("SHA-256 of the passage's UTF-8 bytes"),
      }),
    ).describe(
      'The passage of the statement that the message is drawn from; { start: 0, end: 0, sha256: "" } while there is none',
    ),
    reviewedOn: fillable(calendarDay).describe('The day on which somebody last reviewed the message, YYYY-MM-DD'),
    link: fillable(z.string()).describe('A name from `links` in config/campaign.yaml; empty: no link'),
    at: fillable(z.array(moment)).describe(
      "Moments at which it must go out, in the campaign's time zone: [2026-11-29T12:00]",
    ),
    contentWarning: fillable(perLanguage).describe(
      'A warning shown before the text, per language: { en: "Violence" }; Mastodon shows it, Bluesky labels the post, X has none',
    ),
    media: fillable(
      z.array(
        z.strictObject({
          file: z.string().describe('The picture (PNG, JPEG or WebP), from the content folder: media/lamp.png'),
          alt: fillable(perLanguage).describe(
            'What the picture shows, for those who do not see it; in every language of the message',
          ),
        }),
      ),
    ).describe('Pictures of the first post, in the order in which they are shown'),
  })
  .describe('The head of a message file');

export type FrontMatter = z.infer<typeof frontMatterSchema>;
