import type { NetworkName, Partners, Whose } from '../../model.ts';
import type { Network } from '../../network/network.ts';
import { missingConsent } from '../../plan/boosts/consent.ts';
import type { PartnerAccounts } from '../../store/partner-accounts.ts';

/*
 * Whose a post is: our own account's, a partner's, anybody else's. Accounts are looked up by what the campaign's files call them, and kept, so
 * that a start while a network is away still tells them apart.
 */

/** The name under which our own account is kept among the partners'. */
export const OURSELVES = '';

/** Of the campaign's time: an account may be renamed. */
const LOOK_AGAIN_MS = 24 * 3_600_000;
/** A name that nobody has, or that a network could not be asked about. */
const MISSING_AGAIN_MS = 3_600_000;

type Setting = {
  readonly networks: ReadonlyMap<NetworkName, Network>;
  readonly partners: () => Promise<Partners | undefined>;
  readonly kept: PartnerAccounts;
  /** The hosts by which our own Mastodon server is known: that of its address first. */
  readonly mastodonHosts: readonly string[];
  readonly now: () => number;
  readonly callMs: number;
};

const key = (network: NetworkName, author: string): string => `${network} ${author.toLowerCase()}`;

/** `user@server`, whole. */
const whole = (handle: string, host: string | undefined): string => {
  const name = handle.replace(/^@/, '');
  return name.includes('@') || host === undefined ? name : `${name}@${host}`;
};

export const accounts = ({ networks, partners, kept, mastodonHosts, now, callMs }: Setting) => {
  const [mastodonHost] = mastodonHosts;
  let known = new Map<string, Whose>();

  const ourselves = async (network: Network): Promise<void> => {
    const { id, handle } = await network.account(AbortSignal.timeout(callMs));
    const author = network.name === 'mastodon' ? whole(handle, mastodonHost) : id;
    await kept.put({
      partner: OURSELVES,
      network: network.name,
      named: handle,
      remote_id: author,
      handle,
      problem: null,
      looked_at: now(),
    });
  };

  const partner = async (id: string, network: NetworkName, named: string): Promise<void> => {
    // A DID or an address with its server says who it is; a handle on Bluesky is asked for.
    const plain =
      network === 'mastodon' ? whole(named, mastodonHost).toLowerCase() : named.startsWith('did:') ? named : undefined;
    const port = networks.get(network);
    if (plain === undefined && !port) return;
    const found = plain === undefined ? await port?.identify(named, AbortSignal.timeout(callMs)) : { id: plain };
    await kept.put({
      partner: id,
      network,
      named,
      remote_id: found?.id ?? null,
      handle: named,
      problem: found ? null : 'there is no account of this name',
      looked_at: now(),
    });
  };

  const read = async (): Promise<void> => {
    const rows = await kept.all();
    known = new Map(
      rows.flatMap((row) =>
        row.remote_id === null
          ? []
          : [[key(row.network, row.remote_id), row.partner === OURSELVES ? 'ours' : 'partner'] as const],
      ),
    );
  };

  return {
    /** Looks up what is not known yet, or is a day old. X is left out: each look costs money, and its posts are counted, not read. */
    refresh: async (): Promise<void> => {
      const rows = await kept.all();
      const fresh = (id: string, network: NetworkName, named?: string) =>
        rows.some(
          (row) =>
            row.partner === id &&
            row.network === network &&
            (named === undefined || row.named === named) &&
            now() - row.looked_at < (row.remote_id === null ? MISSING_AGAIN_MS : LOOK_AGAIN_MS),
        );
      const wanted = [...networks.values()]
        .filter(({ name }) => name !== 'x' && !fresh(OURSELVES, name))
        .map((network) => ourselves(network));
      for (const { id, accounts: named, consent } of (await partners())?.partners ?? []) {
        // Who has not agreed is not named apart from the public.
        if (missingConsent({ consent }).length > 0) continue;
        for (const network of ['bluesky', 'mastodon'] as const) {
          const name = named[network];
          if (name && !fresh(id, network, name)) wanted.push(partner(id, network, name));
        }
      }
      // One that cannot be asked now is asked again at the next refresh; those that are kept go on.
      await Promise.allSettled(wanted);
      await read();
    },
    /** Whether our own account is known where we have one; before that its posts could not be told from the public's. */
    settled: (network: NetworkName): boolean =>
      !networks.has(network) || [...known].some(([name, who]) => who === 'ours' && name.startsWith(`${network} `)),
    whose: (network: NetworkName, author: string): Whose => {
      const [name = '', host = ''] = network === 'mastodon' ? author.toLowerCase().split('@') : [];
      // Our own server under any of its names.
      const own = mastodonHosts.includes(host) ? `${name}@${mastodonHost}` : author;
      return known.get(key(network, own)) ?? 'public';
    },
  };
};
