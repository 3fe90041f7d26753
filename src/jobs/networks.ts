import type { Clock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import type { Campaign, MastodonLimits, NetworkName, Rules } from '../model.ts';
import { blueskyNetwork } from '../network/bluesky/adapter.ts';
import { blueskyRules } from '../network/bluesky/rules.ts';
import { mastodonNetwork } from '../network/mastodon/adapter.ts';
import { mastodonRules, usualLimits } from '../network/mastodon/rules.ts';
import type { Network } from '../network/network.ts';
import { xNetwork } from '../network/x/adapter.ts';
import { xRules } from '../network/x/rules.ts';
import { seenNetworks } from '../store/networks.ts';
import { sessions } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';

/* To add a network: its folder under src/network/ and src/rehearsal/, its keys in the config, and its lines here. */

/** X's variables as its adapter takes them. */
export const xCredentials = (x: NonNullable<Environment['networks']['x']>) => ({
  apiUrl: x.apiUrl,
  appKey: x.appKey.reveal(),
  appSecret: x.appSecret.reveal(),
  accessToken: x.accessToken.reveal(),
  accessSecret: x.accessSecret.reveal(),
});

/** The campaign's networks that have their credentials. The SDKs are loaded when a network is first called. */
export const openNetworks = (
  environment: Pick<Environment, 'networks' | 'key'>,
  campaign: Pick<Campaign, 'networks'>,
  clockOf: (network: NetworkName) => Clock,
  store: Store,
): ReadonlyMap<NetworkName, Network> => {
  const { bluesky, mastodon, x } = environment.networks;
  const now = (name: NetworkName) => () => clockOf(name).now();
  const key = environment.key?.reveal();
  const networks = new Map<NetworkName, Network>();
  for (const use of campaign.networks) {
    if (use.name === 'bluesky' && bluesky) {
      const kept = key === undefined ? {} : { sessions: sessions(store.db, 'bluesky', key) };
      networks.set(
        'bluesky',
        blueskyNetwork({ ...bluesky, password: bluesky.password.reveal(), now: now('bluesky'), ...kept }),
      );
    }
    if (use.name === 'mastodon' && mastodon) {
      const token = mastodon.token.reveal();
      networks.set(
        'mastodon',
        mastodonNetwork({ url: mastodon.url, token, visibility: use.visibility ?? 'public', now: now('mastodon') }),
      );
    }
    if (use.name === 'x' && x) {
      networks.set(
        'x',
        xNetwork({
          ...xCredentials(x),
          now: now('x'),
          remembered: async () => {
            const seen = (await seenNetworks(store.db).all()).get('x');
            return seen?.account_id && seen.handle ? { id: seen.account_id, username: seen.handle } : undefined;
          },
        }),
      );
    }
  }
  return networks;
};

/** The rules for composing offline: a server's own limits as they were last learnt, else the usual ones. */
export const offlineRules = (learnt?: MastodonLimits): ReadonlyMap<NetworkName, Rules> =>
  new Map([
    ['bluesky', blueskyRules],
    ['mastodon', mastodonRules(learnt ?? usualLimits)],
    ['x', xRules],
  ]);
