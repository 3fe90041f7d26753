import type { Campaign, Composed, Content, Lang, Message, NetworkName, Rules } from '../model.ts';
import { approvalHash, textHash } from '../plan/approval-hash.ts';
import { cardFor } from '../plan/card.ts';
import { compose, sectionFor, warningOf } from '../plan/compose.ts';

/** What one network is sent: the posts of `Composed`, and what goes with the first of them. */
export type ReadyText = Composed &
  Pick<Content, 'contentWarning' | 'card'> & {
    /** Tells texts of one network apart: words and pictures. */
    readonly textHash: string;
    /** In the order in which they are shown, with their words in this language. */
    readonly media: Content['pictures'];
  };

/** One message in one language, composed for every network of the campaign. */
export type Ready = {
  readonly message: Message;
  readonly lang: Lang;
  /** What an approval binds to. */
  readonly hash: string;
  readonly composed: ReadonlyMap<NetworkName, ReadyText>;
  /** False while the link it names is empty: then it is not scheduled. */
  readonly linked: boolean;
};

export type ReadyToolkit = {
  readonly campaign: Campaign;
  readonly messages: readonly Message[];
  readonly ready: readonly Ready[];
};

/** A rehearsal says something in place of a link that the team has not filled in yet; example.org belongs to nobody. */
export const rehearsalLinks = (campaign: Campaign): Campaign => ({
  ...campaign,
  links: Object.fromEntries(
    Object.entries(campaign.links).map(([name, url]) => [name, url ?? `https://example.org/${name}`]),
  ),
});

const readyFor = (message: Message, lang: Lang, campaign: Campaign, rules: Rules): ReadyText => {
  const composed = compose({ message, lang, campaign, rules });
  const media = message.media.map(({ file, sha256, alt }) => ({
    file,
    sha256,
    alt: (Object.hasOwn(alt, lang) ? alt[lang]! : '').normalize('NFC').trim(),
  }));
  // X has nothing like it.
  const contentWarning = rules.network === 'x' ? '' : warningOf(message, lang);
  const card = cardFor(message, lang, rules.network, campaign);
  return {
    ...composed,
    textHash: textHash(composed.text, media),
    media,
    ...(contentWarning === '' ? {} : { contentWarning }),
    ...(card === undefined ? {} : { card }),
  };
};

/** Composes every message in each of its languages for every network. What does not fit is composed all the same. */
export const makeReady = (
  campaign: Campaign,
  messages: readonly Message[],
  rules: ReadonlyMap<NetworkName, Rules>,
): Ready[] =>
  messages.flatMap((message) => {
    const langs = [...new Set(message.sections.map((section) => section.lang))];
    return langs.map((lang) => {
      const composed = campaign.networks.flatMap(({ name }) => {
        const rule = rules.get(name);
        if (!rule || !sectionFor(message, lang, name)) return [];
        return [[name, readyFor(message, lang, campaign, rule)] as const];
      });
      return {
        message,
        lang,
        hash: approvalHash(composed.map(([, { media, ...one }]) => ({ ...one, pictures: media }))),
        composed: new Map(composed),
        linked: message.link === undefined || Boolean(campaign.links[message.link]),
      };
    });
  });

export const readyText = (toolkit: ReadyToolkit, message: string, lang: Lang): Ready | undefined => {
  const ready = toolkit.ready.find((one) => one.message.id === message && one.lang === lang);
  return ready?.linked ? ready : undefined;
};
