/*
 * What a stranger may well find: our own posts and accounts, and partners' that agreed. Everything else is somebody's.
 */

/** `texts`: of our posts, as the toolkit has them. `accounts`: ours and partners', in any form: handle, `@user@server`, DID, id. */
export type Own = { readonly texts: readonly string[]; readonly accounts: readonly string[] };

export type Ours = {
  /** Whether it names one of these accounts. */
  readonly account: (named: string) => boolean;
  /** Whether one of them stands in it: in the bytes of a table one column follows the other without a gap. */
  readonly accountWithin: (named: string) => boolean;
  /** Whether it is a text of ours, or part of one; composed texts are longer by a hashtag and a link. */
  readonly text: (text: string) => boolean;
  /** Whether it stands, as it is, in a text of ours. */
  readonly said: (part: string) => boolean;
};

const plain = (name: string): string => name.trim().replace(/^@/, '').toLowerCase();

/** Accounts of a rehearsal's own Mastodon: a user name, and this machine with any port. */
const LOOPBACK = /@(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** Shorter names stand in others by chance. */
const NAME = 6;

/** Too short a text is a part of everything. */
const WORDS = 12;

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

export const ours = ({ texts, accounts }: Own): Ours => {
  const names = [...new Set(accounts.map(plain))].filter((name) => name !== '');
  const known = new Set(names);
  const said = texts.map(squeezed).filter((text) => text !== '');
  const all = said.join('\n');
  const account = (named: string): boolean => {
    const name = plain(named);
    return known.has(name) || (LOOPBACK.test(name) && known.has(name.replace(LOOPBACK, '')));
  };
  return {
    account,
    accountWithin: (named) =>
      account(named) || names.some((name) => name.length >= NAME && named.toLowerCase().includes(name)),
    text: (text) => {
      const words = squeezed(text);
      if (words === '') return true;
      return words.length < WORDS
        ? said.includes(words)
        : all.includes(words) || said.some((one) => one.length >= WORDS && words.includes(one));
    },
    said: (part) => all.includes(part),
  };
};
