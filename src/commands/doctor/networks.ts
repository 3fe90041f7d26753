import { realClock } from '../../clock.ts';
import type { Environment } from '../../config/environment.ts';
import { networkVariables } from '../../config/variables.ts';
import { type Looking, lookAtAccount } from '../../jobs/account.ts';
import type { Account, Campaign, NetworkName } from '../../model.ts';
import { grantedScopes } from '../../network/mastodon/granted.ts';
import { missingScopes, needlessScopes } from '../../network/mastodon/scopes.ts';
import type { Network } from '../../network/network.ts';
import { missingToGoLive } from '../../plan/policy.ts';
import { type Check, checked } from './check.ts';

/** Real milliseconds for one question. */
export const PATIENCE_MS = 20_000;

/** X refuses a signature whose clock is 5 minutes off; more than one says that nobody sets this machine's clock. */
const CLOCK_SECONDS = 60;

const patience = () => AbortSignal.timeout(PATIENCE_MS);

/** The machine's clock against the server's own Date header. */
const clockCheck = (name: NetworkName, url: string): Promise<Check> =>
  checked(`${name} clock`, async () => {
    const { headers } = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: patience() });
    const date = headers.get('date');
    if (!date) return 'the server does not tell its time';
    const theirs = Temporal.Instant.fromEpochMilliseconds(Date.parse(date));
    const seconds = Math.round(realClock.now().since(theirs).total('seconds'));
    if (Math.abs(seconds) <= CLOCK_SECONDS) return 'agrees with the server’s';
    throw new Error(
      `this machine’s clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the server’s: let it be set by NTP (timedatectl set-ntp true)`,
    );
  });

const limitsCheck = (network: Network): Promise<Check> =>
  checked(`${network.name} limits`, async () => {
    const { limit, unit, pictures } = await network.rules(patience());
    return `${limit} ${unit} a post, ${pictures.most} pictures of at most ${(pictures.bytes / 1e6).toFixed(1)} MB`;
  });

const scopesCheck = (mastodon: NonNullable<Environment['networks']['mastodon']>): Promise<Check> =>
  checked('mastodon scopes', async () => {
    const granted = await grantedScopes(
      { url: mastodon.url, token: mastodon.token.reveal(), now: realClock.now },
      patience(),
    );
    if (!granted) return 'this server does not tell the scopes of a token';
    const missing = missingScopes(granted);
    if (missing.length > 0)
      throw new Error(
        `the access token lacks ${missing.join(', ')}: tick it on the application’s page, then make a new token`,
      );
    const needless = needlessScopes(granted);
    return needless.length > 0
      ? `enough; it also allows ${needless.join(', ')}, which nothing here needs: a narrower token is safer`
      : 'exactly what is needed';
  });

/** X wants automated accounts to say so in the bio, and to name the human account behind them. */
const bioCheck = (account: Account): Check => {
  const bio = account.bio ?? '';
  const says = /automat|\bbot\b|آلي|automatis|automatiz/i.test(bio);
  const names = /@\w{2,}/.test(bio);
  const mends = [
    ...(says ? [] : ['say that the account is automated']),
    ...(names ? [] : ['name the human account behind it (@…)']),
  ];
  return {
    name: 'x bio',
    ok: mends.length === 0,
    detail:
      mends.length === 0
        ? 'says that it is automated, and whose it is'
        : `in the bio, ${mends.join(' and ')}: X’s rules ask for it`,
  };
};

const labelCheck = (name: NetworkName, account: Account, campaign: Campaign): Check => {
  const said = account.automated === 'unknown' ? 'unknown' : account.automated ? 'yes' : 'no';
  const missing = missingToGoLive(campaign, name, said).filter((words) => !words.startsWith('goLive'));
  const fine =
    name === 'x'
      ? 'a person attests that the account carries the Automated label'
      : 'the account says that it is automated';
  return { name: `${name} label`, ok: missing.length === 0, detail: missing.join('; ') || fine };
};

const urlOf = (name: NetworkName, { networks }: Environment): string | undefined => {
  if (name === 'bluesky') return networks.bluesky?.service;
  return name === 'mastodon' ? networks.mastodon?.url : networks.x?.apiUrl;
};

/** Everything that can be asked of one network. The first red line about the credentials ends it: the rest would only repeat it. */
export const networkChecks = async (
  name: NetworkName,
  network: Network | undefined,
  environment: Environment,
  campaign: Campaign,
  looking: Looking,
): Promise<Check[]> => {
  if (!network) {
    const missing = environment.incomplete[name];
    if (missing.length > 0)
      return [{ name, ok: false, detail: `partly configured: set ${missing.join(', ')} as well` }];
    return [{ name, ok: true, detail: `not configured (${networkVariables[name].join(', ')})` }];
  }
  const url = urlOf(name, environment);
  const clock = url ? [await clockCheck(name, url)] : [];
  const budget = campaign.networks.find((use) => use.name === name)?.monthlyBudget;
  const { price } = network;
  const asked = price.account > 0 ? lookAtAccount(looking, network, budget) : network.account(patience());
  const account = await asked.then(
    (found) =>
      found ? { found } : { error: `not asked who we are: this month’s budget does not allow the $${price.account}` },
    (error: unknown) => ({ error }),
  );
  if ('error' in account) {
    const { error } = account;
    return [{ name, ok: false, detail: error instanceof Error ? error.message : String(error) }, ...clock];
  }
  const { handle, url: page } = account.found;
  const { mastodon } = environment.networks;
  return [
    { name, ok: true, detail: `logged in as ${handle} (${page})` },
    ...clock,
    labelCheck(name, account.found, campaign),
    ...(name === 'x' ? [bioCheck(account.found)] : []),
    ...(name === 'mastodon' && mastodon ? [await scopesCheck(mastodon)] : []),
    await limitsCheck(network),
  ];
};
