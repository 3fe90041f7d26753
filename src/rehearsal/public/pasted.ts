import { midnights } from './day.ts';
import type { Dice } from './dice.ts';
import type { Chooser, Draft, Script } from './posts.ts';
import { sentence, tongues } from './words.ts';

/*
 * Groups that paste the same text within minutes, with the small differences that pasting leaves.
 */

type Pasting = Script & { readonly throws: Dice; readonly choose: Chooser };

/** Fewer would not be told from friends who quote each other. */
const smallest = 8;

export const groupsOf = ({ from, to, perDay, timeZone, hashtag, throws, choose }: Pasting): Draft[] => {
  const drafts: Draft[] = [];
  let owed = 0;
  let group = 0;
  for (const starts of midnights(from, to, timeZone)) {
    owed += perDay;
    const most = Math.round(smallest + throws.next() * Math.max(smallest, perDay * 2));
    if (owed < most) continue;
    const begins = starts + (9 + throws.next() * 12) * 3_600_000;
    const network = choose.network(throws);
    const members = shuffled(choose.everybody(network), throws)
      .filter(({ gone }) => !gone)
      .slice(0, most);
    if (begins < from || begins >= to || members.length < smallest) continue;
    owed -= members.length;
    const lang = throws.weighed(tongues);
    const text = `${sentence(lang, throws)} ${sentence(lang, throws)}`;
    const minutes = 5 + throws.below(16);
    for (const { n: person } of members) {
      const at = Math.floor(begins + throws.next() * minutes * 60_000);
      if (at >= to) continue;
      const written = variant(text, hashtag, throws);
      drafts.push({ network, person, at, text: written, langs: [lang], form: 'in the text', tagged: true, group });
    }
    group += 1;
  }
  return drafts;
};

const variant = (text: string, hashtag: string, throws: Dice): string => {
  const way = throws.next();
  if (way < 0.5) return `${text} #${hashtag}`;
  if (way < 0.65) return `#${hashtag} ${text}`;
  if (way < 0.75) return `${text}  #${hashtag.toLowerCase()} `.trim();
  if (way < 0.85) return `${text} #${hashtag} https://example.org/${throws.below(90)}`;
  return `${text}\n#${hashtag} ${throws.pick(['🕊', '✊', '💚'])}`;
};

const shuffled = <T>(things: readonly T[], throws: Dice): T[] => {
  const deck = [...things];
  for (let i = deck.length - 1; i > 0; i -= 1) {
    const j = throws.below(i + 1);
    [deck[i], deck[j]] = [deck[j] as T, deck[i] as T];
  }
  return deck;
};
