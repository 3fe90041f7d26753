import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../errors.ts';
import { answerOf, type Headers, isObject, type Reply, reasonOf, wordsOf } from './failure.ts';

/*
 * What went wrong with a call to X, as the class of error that decides what becomes of it. X has no key by which it
 * would recognise a repeated post, so a write is Ambiguous unless it is proven that nothing went out: by a connection
 * that never came about, or by a definite 4xx. What can be done again without harm is never Ambiguous.
 */

export type Circumstances = {
  /** `write`: it may not be done twice. `repeat`: it may, as uploading or deleting. A refused `read` says nothing of what we publish. */
  readonly call: 'read' | 'write' | 'repeat';
  /** Whether TCP and TLS came about. */
  readonly connected: boolean;
  readonly now: Temporal.Instant;
};

/** `error` is what twitter-api-v2 threw. */
export const fateOf = (error: unknown, circumstances: Circumstances): Error => {
  const { call, connected, now } = circumstances;
  const answer = answerOf(error);
  if (answer) return fateOfAnswer(answer, call, now);
  if (!connected) return new Unreachable(`no connection to X: ${reasonOf(error)}`);
  return unclear(call, `the answer of X was lost: ${reasonOf(error)}`);
};

/** Nobody can tell what became of a write; of anything else, it is enough to do it again. */
export const unclear = (call: Circumstances['call'], words: string): Error =>
  call === 'write' ? new Ambiguous(words) : new Unreachable(words);

const fateOfAnswer = ({ status, headers, body }: Reply, call: Circumstances['call'], now: Temporal.Instant): Error => {
  const words = wordsOf(body) ?? `HTTP ${status}`;
  const all = isObject(body) ? JSON.stringify(body) : undefined;
  switch (status) {
    case 400:
    case 413:
    case 415:
    case 422:
      // A page of HTML is not X speaking of our text.
      if (all === undefined) return unclear(call, `X answered ${status} without words`);
      if (speaksOfLogin.test(all)) return new Blocked(words);
      return refused(call, words);
    case 403:
      // Without words it may have been any of those below, the duplicate too.
      if (all === undefined) return unclear(call, 'X answered 403 without words');
      // It only suggests that an earlier try landed: a look at our own posts decides (Ambiguous leads there).
      if (duplicate.test(all)) return unclear(call, words);
      if (readOnly.test(all)) return new Blocked(`${words} ${howToMend.readOnly}`);
      if (tooMany.test(all)) return new Throttled(resetOf(headers, now, threeHours), words);
      return speaksOfText.test(all) && !speaksOfAccount.test(all) ? refused(call, words) : new Blocked(words);
    case 429:
      // The monthly cap is lifted by a person, with money; the daily one by waiting.
      if (all !== undefined && usageCap.test(all) && !/"period":"Daily"/iu.test(all)) return new Blocked(words);
      return new Throttled(resetOf(headers, now, quarterHour), words);
    case 408: // the server gave up waiting
    case 409: // something of the same kind is under way
    case 425: // may be replayed
    case 499: // a proxy saw us leave
      return unclear(call, words);
    default:
      // A person mends the credentials or the credit. 404 and the like: whatever answers there is not X's API.
      if (status === 401) return new Blocked(`${words}: ${howToMend.credentials}`);
      if (status === 402) return new Blocked(words);
      if (status >= 400 && status < 500) return new Blocked(`HTTP ${status}: ${words}`);
      return unclear(call, `HTTP ${status}: ${words}`);
  }
};

/** A refused read says nothing about our text: the program and the server disagree, and a person must look. */
const refused = (call: Circumstances['call'], words: string): Error =>
  call === 'read' ? new Blocked(words) : new Rejected(words);

export const howToMend = {
  readOnly:
    'In X\'s developer portal set the app\'s permissions to "Read and write", then regenerate the access token and its secret (old ones stay read-only) and put them into X_ACCESS_TOKEN and X_ACCESS_SECRET.',
  credentials:
    "X does not take these credentials. Compare X_APP_KEY, X_APP_SECRET, X_ACCESS_TOKEN and X_ACCESS_SECRET with X's developer portal, and this machine's clock with the time.",
};

// 187, 185, 344, 32, 89, 99, 135, 215: codes of X's older errors, which still come inside of newer answers.
const duplicate = /duplicate content|"code":187\b/iu;
const tooMany = /daily (?:status update |tweet |post )?limit|"code":(?:185|344)\b/iu;
const speaksOfLogin = /authenticat|"code":(?:32|89|99|135|215)\b/iu;
const speaksOfAccount =
  /account|suspended|locked|not permitted|permission|enrolled|client-forbidden|automated|"code":(?:64|226|261|326|416)\b/iu;
const speaksOfText =
  /\btext\b|too long|shorter|character|\burl|\blinks?\b|\bmedia\b|attachment|\brepl(?:y|ies)|\bquot|\bpoll\b|mention|hashtag|cashtag|content|malware|"code":186\b/iu;
const readOnly = /oauth1[ -](?:app )?permissions|read-?only/iu;
const usageCap = /usage-?capped|UsageCapExceeded/iu;

const quarterHour = Temporal.Duration.from({ minutes: 15 }); // the window of nearly all of X's limits
const threeHours = Temporal.Duration.from({ hours: 3 }); // the window of posts and reposts together

/** When X will listen again: the latest reset of the limits that are used up, else that of the ordinary window. */
const resetOf = (headers: Headers, now: Temporal.Instant, otherwise: Temporal.Duration): Temporal.Instant => {
  const used = ['x-rate-limit', 'x-app-limit-24hour', 'x-user-limit-24hour'].filter(
    (name) => number(headers[`${name}-remaining`]) === 0,
  );
  const resets = (used.length > 0 ? used : ['x-rate-limit'])
    .map((name) => number(headers[`${name}-reset`]))
    .filter((seconds) => seconds !== undefined);
  // A moment that is past would be an endless loop of requests: the clocks differ, and a few seconds set that right.
  const soonest = now.add({ seconds: 5 });
  if (resets.length === 0) return now.add(otherwise);
  const named = Temporal.Instant.fromEpochMilliseconds(Math.max(...resets) * 1000);
  return Temporal.Instant.compare(named, soonest) < 0 ? soonest : named;
};

// Epoch seconds up to the year 2100; anything else is not a moment that X would name.
const number = (header: unknown): number | undefined =>
  typeof header === 'string' && /^\d{1,10}$/u.test(header) && Number(header) < 4_102_444_800
    ? Number(header)
    : undefined;
