/*
 * What twitter-api-v2 threw, read: an answer with a status of 400 or more, or the reason why there is none.
 *
 * The error itself is never passed on: the library's errors hold the request, and with it the credentials.
 */

export type Reply = { readonly status: number; readonly headers: Headers; readonly body: unknown };
export type Headers = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The library's ApiResponseError: an answer came, whole, with a status of 400 or more. */
export const answerOf = (error: unknown): Reply | undefined => {
  if (!isObject(error) || error.type !== 'response' || typeof error.code !== 'number') return undefined;
  return { status: error.code, headers: isObject(error.headers) ? error.headers : {}, body: error.data };
};

/** The network's own words: of its errors if there are any, else of the problem as a whole. */
export const wordsOf = (body: unknown): string | undefined => {
  if (!isObject(body)) return undefined;
  const inner = Array.isArray(body.errors) ? body.errors.filter(isObject) : [];
  const said = inner.map((one) => one.message ?? one.detail).filter((one) => typeof one === 'string');
  const words =
    said.length > 0 ? said.join(' ') : [body.detail, body.message, body.title].find((one) => typeof one === 'string');
  return words === undefined || words === '' ? undefined : short(words);
};

/** ApiRequestError keeps what Node said under `_options.error`, ApiPartialResponseError under `_options.responseError`. */
export const reasonOf = (error: unknown): string => {
  const options = isObject(error) && isObject(error._options) ? error._options : {};
  const cause = options.error ?? options.responseError ?? error;
  if (!isObject(cause)) return short(String(cause));
  // An AggregateError (one name, several addresses) has a code and no words.
  return short(
    [cause.message, cause.code].find((one) => typeof one === 'string' && one !== '')?.toString() ?? 'unknown',
  );
};

const short = (words: string): string => words.replace(/\s+/gu, ' ').slice(0, 300);

/** A 404 in X's own words: what was asked for is not there. A page of HTML may come from anybody. */
export const isGone = (error: unknown): boolean => {
  const answer = answerOf(error);
  return answer !== undefined && (answer.status === 404 || answer.status === 410) && isObject(answer.body);
};
