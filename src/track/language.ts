/** The primary subtag of a language tag (`en` of `en-GB`) in lower case; empty for what is none. */
export const primaryLanguage = (tag: unknown): string =>
  typeof tag === 'string' ? (/^[a-z]{2,8}(?=$|[-_])/i.exec(tag)?.[0].toLowerCase() ?? '') : '';
