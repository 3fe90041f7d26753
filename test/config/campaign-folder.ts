import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/* A small campaign of the tests' own. */

export const campaignYaml = `# a comment
campaign: lamps
hashtag: LightTheLamps
timeZone: Asia/Hebron
statement:
  title: A Statement on Lamps
  publisher: The Lamp Keepers
  date: 2021-11-29
  file: content/statement.txt
  sha256:
goLive: { by: A. Person, on: 2026-11-01 }
links:
  petition: https://example.org/sign
  toolkit:
languages:
  en: { reviewedBy: B. Reader, on: 2026-11-02 }
  ar: { reviewedBy: C. Reader, on: 2026-11-02 }
audiences:
  - { lang: en, timeZone: America/New_York, hours: ["09:00-12:00", "17:00-21:00"] }
  - { lang: ar, timeZone: Asia/Hebron, hours: ["10:00-13:00", "18:00-24:00"] }
networks:
  bluesky: { postsPerDay: 3, spacing: 90m }
  mastodon: { postsPerDay: 3, spacing: 90m, visibility: unlisted }
  x: { postsPerDay: 2, spacing: 2h, monthlyBudget: 20, label: { by: D. Person, on: 2026-11-03 } }
quietHours: "23:00-07:00"
repeatAfter: 14d
horizon: 7d
late: { after: 30m, then: ask }
specialDays:
  - { day: 11-29, postsPerDay: 6, kinds: [day, action] }
approval: { required: true, twoPeople: false }
watch:
  retention: 14d
  mastodonServers: [mastodon.social]
`;

export const partnersYaml = `perDay: 6
defaults:
  mode: review
  langs: [en, ar]
  include: ["#LightTheLamps"]
  exclude: []
  originalsOnly: true
  altText: required
  sensitive: decline
  minEngagement: 0
  maxAge: 24h
  hold: 20m
  perDay: 2
  spacing: 45m
partners:
  - id: keepers
    name: The Lamp Keepers
    accounts: { bluesky: keepers.example, mastodon: , x: }
    consent: { by: E. Person, on: 2026-11-01, evidence: letters/1, until: }
    rules: { perDay: 3, networks: { x: { mode: auto } } }
`;

export const messageMd = `---
id: lamps-lit
kind: action # a comment
source: { start: 0, end: 0, sha256: "" }
reviewedOn: 2026-11-20
link: petition
at: [2026-11-29T12:00]
---

## en

Light a lamp.
Then another.

## en x

Lamps, now.

## ar

أضيئوا مصباحا
`;

export const whole: Readonly<Record<string, string>> = {
  'config/campaign.yaml': campaignYaml,
  'config/partners.yaml': partnersYaml,
  'content/toolkit/lamps-lit.md': messageMd,
};

/** A folder that is gone at the end of the test. */
export const folderWith = async (
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<AsyncDisposable & { path: string }> => {
  const path = await mkdtemp(join(tmpdir(), 'campaign-'));
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), content);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
};

/** The text with one place changed; the test is wrong when the place is not there. */
export const changed = (text: string, place: string, into: string): string => {
  if (!text.includes(place)) throw new Error(`nothing to change: ${place}`);
  return text.replace(place, () => into);
};

/** A problem as `line: message`, for tables. */
export const told = (problems: readonly { line: number; message: string }[]): string[] =>
  problems.map(({ line, message }) => `${line}: ${message}`);
