import { milliseconds } from '../../clock.ts';
import type { BoostRules, Campaign } from '../../model.ts';
import { hoursWords, listed, spanWords } from './words.ts';

/*
 * What the rules do, as a sentence without its subject: for `check`, and for whoever is asked to agree to them.
 */

const none = (span: Temporal.Duration): boolean => milliseconds(span) === 0;

const which = ({ originalsOnly, langs, include, exclude }: BoostRules): string => {
  const posts = originalsOnly ? 'original posts' : 'posts, replies and quotes';
  const spoken = langs.length === 0 ? ' in any language' : ` in ${listed(langs, 'or')}`;
  const wanted = include.length === 0 ? '' : ` that contain ${listed(include, 'or')}`;
  const refused =
    exclude.length === 0 ? '' : `${wanted === '' ? ' that do' : ' and do'} not contain ${listed(exclude, 'or')}`;
  return `boosts ${posts}${spoken}${wanted}${refused}`;
};

export const ruleSentence = (rules: BoostRules, { quietHours }: Pick<Campaign, 'quietHours'>): string => {
  const { hold, perDay, spacing, mode, altText, sensitive, minEngagement, maxAge } = rules;
  if (perDay === 0) return 'boosts nothing (`perDay` is 0)';
  const when = [
    none(hold) ? 'as soon as they appear' : `${spanWords(hold)} after they appear`,
    `at most ${perDay} a day`,
    `${spanWords(spacing)} apart`,
    ...(quietHours ? [`not between ${hoursWords(quietHours)}`] : []),
  ];
  const further = [
    mode === 'review' ? 'a person accepts each' : 'without asking anybody',
    altText === 'required' ? 'pictures only with alt text' : 'pictures without alt text too',
    sensitive === 'decline' ? 'nothing marked as sensitive' : 'what is marked as sensitive only if a person accepts it',
    ...(minEngagement > 0 ? [`with at least ${minEngagement} likes, boosts and replies by then`] : []),
    `nothing older than ${spanWords(maxAge)}`,
  ];
  return `${[which(rules), ...when].join(', ')}; ${further.join('; ')}`;
};
