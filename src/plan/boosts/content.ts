import { type BoostRules, type PartnerPost, type ShownMedia, spelt } from '../../model.ts';
import { type Finding, failed, passed } from './circumstances.ts';
import { contains } from './contains.ts';
import { listed } from './words.ts';

/*
 * The rules that look at what a post is and what it shows.
 */

export const visibility = ({ network, visibility, withheld }: PartnerPost): Finding => {
  switch (visibility) {
    case 'followers':
      return failed('visibility', 'declined', visibility, 'for followers only');
    case 'direct':
      return failed('visibility', 'declined', visibility, 'a direct message, for those it names only');
    // It may be boosted, and yet its author did not want it in public timelines.
    case 'unlisted':
      return failed('visibility', 'review', visibility, 'unlisted: its author keeps it out of public timelines');
    default:
      // Somebody has gone to law about it, or a state has: whether that is a reason, only a person can say.
      if (withheld !== undefined) {
        return failed('visibility', 'review', `withheld ${withheld}`, `withheld by ${spelt[network]} ${withheld}`);
      }
      if (visibility) return passed('visibility', visibility, 'public');
      return passed('visibility', 'not told', 'the network shows it to everybody');
  }
};

const whatItIs = ({ kind, ofItself }: PartnerPost): string => {
  if (kind === 'reply') return ofItself ? 'a reply, to a post of its own' : 'a reply';
  if (kind === 'quote') return ofItself ? 'a quote of a post of its own' : 'a quote of somebody else’s post';
  return ofItself ? 'a boost of a post of its own' : 'a boost of somebody else’s post';
};

export const originalsOnly = (post: PartnerPost, rules: BoostRules): Finding => {
  const { kind } = post;
  if (kind === 'original') return passed('originalsOnly', kind, 'an original post');
  const words = whatItIs(post);
  // Who wrote what the partner passes on has not agreed to anything; and what is its own is a candidate by itself.
  if (rules.originalsOnly || kind === 'boost') return failed('originalsOnly', 'declined', kind, words);
  return passed('originalsOnly', kind, `${words}, which the rules allow`);
};

// A word that stands only in an address is not what the post says.
const addresses = /https?:\/\/\S+/giu;

/** Looks at the words that readers see first. Hashtags that only machines see make no post one about them. */
export const include = ({ text }: PartnerPost, rules: BoostRules): Finding => {
  if (rules.include.length === 0) return passed('include', 'none', 'the rules ask for no word');
  const said = text.replace(addresses, ' ');
  const found = rules.include.find((word) => contains(said, [], word));
  if (found !== undefined) return passed('include', found, found);
  return failed('include', 'declined', 'none', `without ${listed(rules.include, 'or')}`);
};

/** Looks at everything that would be shown under our account's name, addresses too. */
export const exclude = (post: PartnerPost, rules: BoostRules): Finding => {
  const { text, tags, contentWarning = '', media, more } = post;
  const shown = [text, contentWarning, ...media.map(({ alt }) => alt ?? ''), ...more].join('\n');
  const found = rules.exclude.find((word) => contains(shown, tags, word));
  if (found === undefined) return passed('exclude', 'none', 'none of the words that the rules refuse');
  return failed('exclude', 'declined', found, `with “${found}”, which the rules refuse`);
};

const spelling: Readonly<Record<ShownMedia['kind'], string>> = {
  picture: 'a picture',
  video: 'a video',
  gif: 'a moving picture',
  audio: 'a recording',
  other: 'an attachment',
};

/** A blank, a dot or the name of a file describes nothing to anybody. */
const describes = (alt: string): boolean =>
  /[\p{L}\p{N}]/u.test(alt) && !/^\s*[\w() -]+\.(?:jpe?g|png|gif|webp|avif|heic|mp4|mov|webm|mp3)\s*$/iu.test(alt);

export const altText = ({ media }: PartnerPost, rules: BoostRules): Finding => {
  if (media.length === 0) return passed('altText', 'nothing', 'without pictures');
  const bare = media.find(({ alt }) => alt !== undefined && !describes(alt));
  const untold = media.find(({ alt }) => alt === undefined);
  const value = `${media.filter(({ alt }) => alt !== undefined && describes(alt)).length} of ${media.length} described`;
  if (rules.altText === 'any') return passed('altText', value, 'the rules take pictures without alt text too');
  if (bare) return failed('altText', 'declined', value, `with ${spelling[bare.kind]} without alt text`);
  if (untold) {
    const words = `with ${spelling[untold.kind]} of which the network does not say whether it has alt text`;
    return failed('altText', 'review', value, words);
  }
  return passed('altText', value, 'all that it shows has alt text');
};

export const sensitive = ({ network, sensitive, contentWarning }: PartnerPost, rules: BoostRules): Finding => {
  const warned = contentWarning !== undefined && contentWarning.trim() !== '';
  if (!sensitive && !warned) {
    return passed('sensitive', sensitive === undefined ? 'not told' : 'no', 'not marked as sensitive');
  }
  const value = warned ? `“${contentWarning.trim()}”` : 'yes';
  // What stands in front of a post of Bluesky are labels, by its author or by moderators.
  const warning =
    network === 'bluesky' ? `marked as sensitive (label ${value})` : `behind a content warning (${value})`;
  const words = warned ? warning : 'marked as sensitive';
  return failed('sensitive', rules.sensitive === 'decline' ? 'declined' : 'review', value, words);
};
