import type { BoostRules, Lang, PartnerPost } from '../../model.ts';
import { type Finding, failed, passed } from './circumstances.ts';
import { listed } from './words.ts';

/*
 * The languages that a post says it is in. One that the rules list is enough: its readers understand that part. A post that
 * says none is looked at by a person, who can read it; many clients leave the language out.
 */

// Undetermined, none, several, uncoded; and qaa to qtz, which everybody may use as they like (X: `qme` for only pictures and links).
const saysNothing = /^(?:und|zxx|mul|mis|q[a-t][a-z])$/u;

/** One spelling of a language tag: `iw` is `he`, `EN_gb` is `en-GB`; undefined when it is none, or says nothing. */
export const language = (tag: Lang): Lang | undefined => {
  try {
    const { language, baseName } = new Intl.Locale(tag.trim().replaceAll('_', '-'));
    return saysNothing.test(language) ? undefined : baseName;
  } catch {
    return undefined;
  }
};

export const languagesOf = ({ langs }: Pick<PartnerPost, 'langs'>): readonly Lang[] => [
  ...new Set(langs.map(language).filter((tag) => tag !== undefined)),
];

/** `en` takes `en-GB` too (RFC 4647, basic filtering). */
const covers = (listed: Lang, said: Lang): boolean =>
  said.toLowerCase() === listed.toLowerCase() || said.toLowerCase().startsWith(`${listed.toLowerCase()}-`);

export const langs = (post: PartnerPost, rules: BoostRules): Finding => {
  const said = languagesOf(post);
  const value = said.join(', ') || 'none';
  if (rules.langs.length === 0) return passed('langs', value, 'the rules take every language');
  const wanted = rules.langs.map((tag) => language(tag) ?? tag);
  if (said.length === 0) return failed('langs', 'review', value, 'it does not say in which language it is');
  const found = said.find((tag) => wanted.some((one) => covers(one, tag)));
  if (found === undefined) {
    return failed('langs', 'declined', value, `in ${listed(said, 'and')}; the rules want ${listed(rules.langs, 'or')}`);
  }
  return passed('langs', value, said.length > 1 ? `in ${listed(said, 'and')}; ${found} is listed` : `in ${found}`);
};

/** The language whose readers hear it: the first listed one that it says; empty when it says none. */
export const heardIn = (post: Pick<PartnerPost, 'langs'>, rules: Pick<BoostRules, 'langs'>): Lang | '' => {
  const said = languagesOf(post);
  const wanted = rules.langs.map((tag) => language(tag) ?? tag);
  return wanted.find((one) => said.some((tag) => covers(one, tag))) ?? said[0] ?? '';
};
