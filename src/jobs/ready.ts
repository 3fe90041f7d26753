import { hash } from 'node:crypto';
import type { Campaign, Composed, Lang, Message, NetworkName, Rules } from '../model.ts';
import { approvalHash, compose, sectionFor } from '../plan/compose.ts';

/** One message in one language, composed for every network of the campaign. */
export type Ready = {
  readonly message: Message;
  readonly lang: Lang;
  /** What an approval binds to. */
  readonly hash: string;
  readonly composed: ReadonlyMap<NetworkName, Composed & { readonly textHash: string }>;
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
        const one = compose({ message, lang, campaign, rules: rule });
        return [[name, { ...one, textHash: hash('sha256', one.text, 'hex') }] as const];
      });
      return {
        message,
        lang,
        hash: approvalHash(composed.map(([, one]) => one)),
        composed: new Map(composed),
        linked: message.link === undefined || Boolean(campaign.links[message.link]),
      };
    });
  });

export const readyText = (toolkit: ReadyToolkit, message: string, lang: Lang): Ready | undefined => {
  const ready = toolkit.ready.find((one) => one.message.id === message && one.lang === lang);
  return ready?.linked ? ready : undefined;
};
