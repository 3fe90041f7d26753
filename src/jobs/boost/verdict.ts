import type { BoostDecision, BoostRules, PartnerPost } from '../../model.ts';
import { heardIn } from '../../plan/boosts/language.ts';
import { sayingOf } from '../../plan/boosts/sealed.ts';
import type { Verdict } from '../../store/candidates.ts';
import { toKeep, unquoted } from './kept.ts';

/* A decision as the store keeps it. */

export const byHandWords = 'boosted: by hand; it counts and is not repeated';

export const verdictOf = (
  post: PartnerPost,
  decision: BoostDecision & { readonly holdFrom?: Temporal.Instant },
  rules: BoostRules,
  now: Temporal.Instant,
) => {
  const { state, at, reason, steps, holdFrom } = decision;
  const byHand = post.boostedByUs === true;
  const over = state === 'declined' || state === 'lapsed';
  const ready = state === 'boost now';
  return {
    remote_id: post.remoteId,
    version: post.version ?? null,
    saying: sayingOf(post) ?? null,
    url: post.url ?? null,
    lang: heardIn(post, rules),
    state: byHand ? ('boosted' as const) : ready ? ('waiting' as const) : state,
    reason: byHand
      ? byHandWords
      : unquoted(ready ? reason.replace(/^boost now/u, 'waiting for its turn') : reason, post),
    due_at: byHand || over ? null : (at?.epochMilliseconds ?? (ready ? now.epochMilliseconds : null)),
    story: JSON.stringify(
      steps.map((step) => ({ ...step, value: unquoted(step.value, post), words: unquoted(step.words, post) })),
    ),
    post: toKeep(post),
    hold_from: holdFrom?.epochMilliseconds ?? null,
    decided_at: now.epochMilliseconds,
    ...(byHand ? { boosted_at: now.epochMilliseconds } : {}),
  } satisfies Verdict;
};
