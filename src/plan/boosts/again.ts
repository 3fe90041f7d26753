import type { BoostDecision, BoostRules, Partner, PartnerPost, PostLook } from '../../model.ts';
import { decide } from '../boosts.ts';
import type { Circumstances } from './circumstances.ts';
import { languagesOf } from './language.ts';
import { listed } from './words.ts';

/*
 * The second look, at the end of the hold and before a boost: the post is decided anew as it is now.
 */

const madeFor = {
  public: 'public',
  unlisted: 'unlisted',
  followers: 'for followers only',
  direct: 'for those it names only',
};

/** What is different, in words; empty when nothing that matters is. Counts may change. */
export const changes = (before: PartnerPost, after: PartnerPost): readonly string[] => {
  const content = ({ remoteId, version, text, contentWarning, media, more, tags, editedAt }: PartnerPost) =>
    JSON.stringify([remoteId, version, text, contentWarning, media, more, tags, editedAt?.epochMilliseconds]);
  const [wasIn, isIn] = [languagesOf(before), languagesOf(after)];
  const spoken = (langs: readonly string[]) => listed(langs, 'and') || 'no language';
  return [
    ...(content(before) === content(after) ? [] : ['edited']),
    ...(after.sensitive && !before.sensitive ? ['marked as sensitive'] : []),
    ...(wasIn.join() === isIn.join() ? [] : [`changed from ${spoken(wasIn)} to ${spoken(isIn)}`]),
    ...(before.visibility === after.visibility ? [] : [`made ${madeFor[after.visibility ?? 'public']}`]),
    ...(before.kind === after.kind ? [] : [`made a ${after.kind}`]),
  ];
};

export type SecondLook = BoostDecision & {
  readonly changes: readonly string[];
  /** To be kept, with the post as it is now: the next look starts from both, else the hold would never end. */
  readonly holdFrom?: Temporal.Instant;
};

/** Where the post was, there is none any more. */
export const whenGone = (look: Exclude<PostLook, { kind: 'post' }>, { name }: Pick<Partner, 'name'>): SecondLook => {
  const why =
    look.kind === 'gone' ? 'deleted, or not shown any more' : `${name} has blocked our account, and so withdrawn`;
  return { state: 'declined', reason: `declined: ${why}`, steps: [], changes: [why] };
};

export const decideAgain = (
  before: PartnerPost,
  look: PostLook,
  rules: BoostRules,
  circumstances: Circumstances,
  /** How `before` was kept: without anybody's words. */
  kept: (post: PartnerPost) => PartnerPost = (post) => post,
): SecondLook => {
  if (look.kind !== 'post') return whenGone(look, circumstances.partner);
  const found = changes(before, kept(look.post));
  if (found.length === 0) return { ...decide(look.post, rules, circumstances), changes: [] };
  // What a person said was said of another post.
  const { answer, holdFrom: earlier, ...rest } = circumstances;
  const stands = answer?.kind === 'declined' ? { answer } : {};
  const dated = look.post.editedAt?.epochMilliseconds !== before.editedAt?.epochMilliseconds;
  const holdFrom = found.includes('edited') && !dated ? circumstances.now : earlier;
  const decision = decide(look.post, rules, { ...rest, ...stands, ...(holdFrom ? { holdFrom } : {}) });
  const since = `${listed(found, 'and')} since it was first seen`;
  return { ...decision, reason: `${decision.reason} (${since})`, changes: found, ...(holdFrom ? { holdFrom } : {}) };
};
