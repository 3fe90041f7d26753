import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../errors.ts';

/*
 * What went wrong with a call to X, as the class of error that decides what becomes of it. X has no key by which it
 * would recognise a repeated post, so a write is Ambiguous unless it is proven that nothing went out: by a connection
 * that never came about, or by a definite 4xx.
 *
 * The error itself is never passed on: the library's errors hold the request, and with it the credentials.
 */

export type Circumstances = {
  readonly call: 'read' | 'write';
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

/** Nobody can tell what became of a write; of a read, it is enough to ask again. */
export const unclear = (call: Circumstances['call'], words: string): Error =>
  call === 'write' ? new Ambiguous(words) : new Unreachable(words);

type Reply = { readonly status: number; readonly headers: Headers; readonly body: unknown };
type Headers = Readonly<Record<string, unknown>>;

const fateOfAnswer = ({ status, headers, body }: Reply, call: Circumstances['call'], now: Temporal.Instant): Error => {
  const words = wordsOf(body) ?? `HTTP ${status}`;
  const all = isObject(body) ? JSON.stringify(body) : undefined;
  switch (status) {
    case 400:
    case 413:
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
      // 401, 402: a person mends the credentials or the credit. 404 and the like: whatever answers there is not X's API.
      if (status >= 400 && status < 500)
        return new Blocked(status === 401 || status === 402 ? words : `HTTP ${status}: ${words}`);
      return unclear(call, `HTTP ${status}: ${words}`);
  }
};

/** A refused read says nothing about our text: the program and the server disagree, and a person must look. */
const refused = (call: Circumstances['call'], words: string): Error =>
  call === 'write' ? new Rejected(words) : new Blocked(words);

// 187, 185, 344, 32, 89, 99, 135, 215: codes of X's older errors, which still come inside of newer answers.
const duplicate = /duplicate content|"code":187\b/iu;
const tooMany = /daily (?:status update |tweet |post )?limit|"code":(?:185|344)\b/iu;
const speaksOfLogin = /authenticat|"code":(?:32|89|99|135|215)\b/iu;
const speaksOfAccount =
  /account|suspended|locked|not permitted|permission|enrolled|client-forbidden|automated|"code":(?:64|226|261|326|416)\b/iu;
const speaksOfText =
  /\btext\b|too long|shorter|character|\burl|\blinks?\b|\bmedia\b|attachment|\brepl(?:y|ies)|\bquot|\bpoll\b|mention|hashtag|cashtag|content|malware|"code":186\b/iu;
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

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The library's ApiResponseError: an answer came, whole, with a status of 400 or more. */
const answerOf = (error: unknown): Reply | undefined => {
  if (!isObject(error) || error.type !== 'response' || typeof error.code !== 'number') return undefined;
  return { status: error.code, headers: isObject(error.headers) ? error.headers : {}, body: error.data };
};

/** The network's own words: of its errors if there are any, else of the problem as a whole. */
const wordsOf = (body: unknown): string | undefined => {
  if (!isObject(body)) return undefined;
  const inner = Array.isArray(body.errors) ? body.errors.filter(isObject) : [];
  const said = inner.map((one) => one.message ?? one.detail).filter((one) => typeof one === 'string');
  const words =
    said.length > 0 ? said.join(' ') : [body.detail, body.message, body.title].find((one) => typeof one === 'string');
  return words === undefined || words === '' ? undefined : short(words);
};

/** ApiRequestError keeps what Node said under `_options.error`, ApiPartialResponseError under `_options.responseError`. */
const reasonOf = (error: unknown): string => {
  const options = isObject(error) && isObject(error._options) ? error._options : {};
  const cause = options.error ?? options.responseError ?? error;
  if (!isObject(cause)) return short(String(cause));
  // An AggregateError (one name, several addresses) has a code and no words.
  return short(
    [cause.message, cause.code].find((one) => typeof one === 'string' && one !== '')?.toString() ?? 'unknown',
  );
};

const short = (words: string): string => words.replace(/\s+/gu, ' ').slice(0, 300);
