import type { Lang } from '../../model.ts';
import type { Choices } from './choices.ts';

/*
 * The first message of a new campaign: a placeholder that says so. Its passage is empty, so it can be rehearsed, and can
 * never go live.
 */

type Texts = { readonly text: string; readonly x: string };

/** X wants words of its own, so it gets them from the start. */
const placeholders: Readonly<Record<string, Texts>> = {
  en: {
    text: 'Your first message goes here: what the statement asks for, who said it, and on which day.',
    x: 'The same in fewer and other words, for X.',
  },
  ar: {
    text: 'اكتبوا هنا رسالتكم الأولى: ما الذي يدعو إليه البيان، ومن أصدره، وفي أي يوم.',
    x: 'المضمون نفسه بكلمات أقل ومختلفة، لمنصة إكس.',
  },
  fr: {
    text: 'Votre premier message se place ici : ce que demande la déclaration, qui l’a faite, et quel jour.',
    x: 'La même chose en moins de mots, et en d’autres mots, pour X.',
  },
  es: {
    text: 'Su primer mensaje va aquí: qué pide la declaración, quién la hizo y qué día.',
    x: 'Lo mismo con menos palabras, y con otras, para X.',
  },
};

const nameOf = (lang: Lang): string => {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(lang) ?? lang;
  } catch {
    return lang;
  }
};

const textsIn = (lang: Lang): Texts =>
  placeholders[lang] ?? {
    text: `Your first message in ${nameOf(lang)} goes here: what the statement asks for, who said it, and on which day.`,
    x: `The same in fewer and other words, in ${nameOf(lang)}, for X.`,
  };

const sections = (lang: Lang, x: boolean): string => {
  const { text, x: short } = textsIn(lang);
  return `## ${lang}\n\n${text}\n${x ? `\n## ${lang} x\n\n${short}\n` : ''}`;
};

export const firstMessage = (c: Choices): string => `---
# yaml-language-server: $schema=../../config/message.schema.json
id: first-message
kind: background   # day | background | action | organisations | policy
source: { start: 0, end: 0, sha256: "" }   # where it stands in the statement; as it is here: rehearsed, never live
reviewedOn:   # the day somebody last compared it with the statement, YYYY-MM-DD
link:   # a name from \`links\` in config/campaign.yaml, never an address
at: []   # moments at which it must go out, in the campaign's time zone: [2026-11-29T12:00]
contentWarning: {}
---

${c.lang.map((lang) => sections(lang, c.network.includes('x'))).join('\n')}`;

export const contentReadme = (c: Choices): string => `# Writing a message

Each file in \`toolkit/\` is one message. Copy \`first-message.md\`, give the copy a new \`id\`, and write. When you have messages
of your own, delete it.

**Above**, between the two \`---\` lines:

- \`id\`: small letters, digits and hyphens; no other message has it.
- \`kind\`: \`day\` (goes out only on the special days of \`config/campaign.yaml\`), \`background\`, \`action\`, \`organisations\` or
  \`policy\`.
- \`source\`: the characters of \`statement.txt\` at which the passage starts and ends, and its SHA-256. Write the two numbers
  with an empty \`sha256\`, run \`check\`, and it shows you the passage and the value to write. Without a passage a message is
  rehearsed, but never goes live.
- \`reviewedOn\`: the day somebody last compared the message with the statement. After 90 days it needs another look.
- \`link\`: a name from \`links:\` in \`config/campaign.yaml\`, or nothing.

**Below**, the texts. \`## ${c.lang[0]}\` begins the text of a language, \`## ${c.lang[0]} x\` the one for X, which wants other and fewer words.
It is plain text, exactly what people will read. #${c.hashtag} and the link are added at the end when the text lacks them.

A good message says no more than the statement does, says who said it and when, names nobody whom it could put at risk, and
still makes sense next year. With hashtag and link it fits into 300 characters on Bluesky, 500 on most Mastodon servers and
280 on X.

\`statement.txt\` is your own copy of the statement, saved as UTF-8 text. It and \`data/\` stay out of git.

Then see what will go out, with CAMPAIGN_DIR naming this campaign's folder:

    npm run -s campaign -- check
    npm run -s campaign -- plan
    npm run -s campaign -- approve YOUR-ID --by "Your Name"

The program's own \`content/README.md\` tells more, about pictures and threads for instance.
`;
