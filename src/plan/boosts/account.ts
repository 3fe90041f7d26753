import { type NetworkName, type PartnerPost, spelt } from '../../model.ts';
import { type Circumstances, type Finding, failed, passed } from './circumstances.ts';

/*
 * Whether the post is the partner's own: its account is the one that the partner itself gave.
 */

/** An account as people write it: with an `@`, in any letter case, as the address of its page. */
export const accountName = (network: NetworkName, written: string): string => {
  const address = /^https?:\/\/([^/]+)\/(?:profile\/|@)?([^/?#]+)\/?$/iu.exec(written.trim());
  const [, server = '', name = ''] = address ?? [];
  const plain = address ? (network === 'mastodon' && !name.includes('@') ? `${name}@${server}` : name) : written.trim();
  return plain.replace(/^@/u, '').toLowerCase();
};

/** Undefined: the network does not say who wrote it. */
export const isBy = (
  { network, author }: Pick<PartnerPost, 'network' | 'author'>,
  account: string,
  accountId?: string,
): boolean | undefined => {
  const id = author.id?.toLowerCase();
  const handle = author.handle === undefined ? undefined : accountName(network, author.handle);
  if (accountId !== undefined && (id !== undefined || handle !== undefined)) {
    const known = accountId.toLowerCase();
    if (id === known || handle === known) return true;
    // Its id is told and is another one: whoever has the partner's old handle now is not the partner.
    if (id !== undefined) return false;
  }
  const name = accountName(network, account);
  if (name.startsWith('did:')) return id === undefined ? undefined : id === name;
  // Bluesky could not confirm the handle: it says so in its place.
  if (handle === undefined || handle === 'handle.invalid') return undefined;
  return handle === name || (network === 'mastodon' && !name.includes('@') && handle.split('@')[0] === name);
};

export const account = (post: PartnerPost, { partner, accountId }: Circumstances): Finding => {
  const { network, author } = post;
  const named = partner.accounts[network];
  if (!named) {
    return failed('account', 'declined', 'none', `no account of ${partner.name} on ${spelt[network]} is on record`);
  }
  const value = author.handle ?? author.id ?? 'not told';
  switch (isBy(post, named, accountId)) {
    case true:
      return passed('account', value, `by ${partner.name} itself`);
    case false:
      return failed('account', 'declined', value, `not by ${partner.name}: another account (${value}) wrote it`);
    default:
      return failed('account', 'review', value, `${spelt[network]} does not say whether ${partner.name} wrote it`);
  }
};
