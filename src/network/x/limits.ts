import { type Allowance, wholeNumber } from '../allowance.ts';
import type { Outcome } from './exchange.ts';
import { answerOf, type Headers, isObject } from './failure.ts';

/** Tells an allowance what an answer says of its limit, be it a refusal. The answer was asked for with its headers (`fullResponse`). */
export const noteLimit = (outcome: Outcome, left: Allowance): void => {
  const headers = headersOf(outcome);
  const reset = wholeNumber(headers['x-rate-limit-reset']);
  left.saw({
    limit: wholeNumber(headers['x-rate-limit-limit']),
    remaining: wholeNumber(headers['x-rate-limit-remaining']),
    reset: reset === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(Math.min(reset, 8e12) * 1000),
  });
};

const headersOf = (outcome: Outcome): Headers => {
  if (!outcome.done) return answerOf(outcome.error)?.headers ?? {};
  return isObject(outcome.body) && isObject(outcome.body.headers) ? outcome.body.headers : {};
};
