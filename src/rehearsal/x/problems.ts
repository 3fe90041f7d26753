import type { Answer } from '../http.ts';

/*
 * X's refusals, as it words them on the wire: problem+json (RFC 7807). The two specs name the problems at different hosts.
 */

export type Spec = '2.159' | '2.167';

const problem = (status: number, body: object): Answer => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: { ...body, status },
});

const home: Record<Spec, string> = {
  '2.159': 'https://api.twitter.com/2/problems',
  '2.167': 'https://api.x.com/2/problems',
};

export const unauthorized = (): Answer =>
  problem(401, { title: 'Unauthorized', type: 'about:blank', detail: 'Unauthorized' });

export const tooManyRequests = (): Answer =>
  problem(429, { title: 'Too Many Requests', type: 'about:blank', detail: 'Too Many Requests' });

export const creditsDepleted = (spec: Spec): Answer =>
  problem(402, {
    title: 'CreditsDepleted',
    type: `${home[spec]}/credits`,
    detail: 'Your enrolled account does not have any credits to fulfill this request.',
  });

/** The cap on a month's reading is reached: not a matter of minutes. */
export const usageCapExceeded = (spec: Spec): Answer =>
  problem(429, {
    title: 'UsageCapExceeded',
    type: `${home[spec]}/usage-capped`,
    detail: 'Usage cap exceeded: Monthly product cap',
    period: 'Monthly',
    scope: 'Product',
  });

/** For calls that neither spec lets an account make with its signature; what else may differs. */
export const appOnly = (spec: Spec): Answer => {
  const others = spec === '2.159' ? 'OAuth 2.0 Application-Only' : 'OAuth 2.0 Application-Only, OAuth 2.0 User Context';
  return problem(403, {
    title: 'Unsupported Authentication',
    type: `${home[spec]}/unsupported-authentication`,
    detail: `Authenticating with OAuth 1.0a User Context is forbidden for this endpoint.  Supported authentication types are [${others}].`,
  });
};

export const duplicateContent = (): Answer =>
  problem(403, {
    title: 'Forbidden',
    type: 'about:blank',
    detail: 'You are not allowed to create a Tweet with duplicate content.',
  });

/** For credentials that may only read. */
export const readOnly = (): Answer =>
  problem(403, {
    title: 'Forbidden',
    type: 'https://api.twitter.com/2/problems/oauth1-permissions',
    detail: 'Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.',
  });

export const alreadyBoosted = (): Answer =>
  problem(403, {
    title: 'Forbidden',
    type: 'about:blank',
    detail: 'You cannot retweet a Tweet that you have already retweeted.',
  });

export const authorBlocks = (): Answer =>
  problem(403, {
    title: 'Forbidden',
    type: 'about:blank',
    detail: "You have been blocked from retweeting this user's Tweets at their request.",
  });

export const parentGone = (): Answer =>
  problem(403, {
    title: 'Forbidden',
    type: 'about:blank',
    detail: 'You attempted to reply to a Tweet that is deleted or not visible to you.',
  });

export const invalidMedia = (spec: Spec, ids: readonly string[]): Answer =>
  invalidRequest(spec, 'Your media IDs are invalid.', { 'media.media_ids': [...ids] });

export const notFound = (): Answer => problem(404, { title: 'Not Found', type: 'about:blank', detail: 'Not Found' });

export const invalidRequest = (spec: Spec, message: string, parameters: Record<string, string[]> = {}): Answer =>
  problem(400, {
    errors: [{ parameters, message }],
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: `${home[spec]}/invalid-request`,
  });

/** The same, of what its author hides from us. */
export const hidden = (spec: Spec, kind: 'tweet' | 'user', parameter: string, value: string): object => ({
  value,
  detail: `Sorry, you are not authorized to see the ${kind === 'tweet' ? 'Tweet' : 'user'} with ${parameter}: [${value}].`,
  title: 'Authorization Error',
  resource_type: kind,
  parameter,
  resource_id: value,
  type: `${home[spec]}/not-authorized-for-resource`,
});

/** One entry of the `errors` of an answer that is otherwise a 200. */
export const missing = (spec: Spec, kind: 'tweet' | 'user', parameter: string, value: string): object => ({
  value,
  detail: `Could not find ${kind} with ${parameter}: [${value}].`,
  title: 'Not Found Error',
  resource_type: kind,
  parameter,
  resource_id: value,
  type: `${home[spec]}/resource-not-found`,
});
