import { type Environment, readEnvironment } from '../../config/environment.ts';
import { networkVariables } from '../../config/variables.ts';
import { UsageError } from '../../errors.ts';
import { type NetworkName, networkNames } from '../../model.ts';

/*
 * What a rehearsal takes from the environment: where the campaign and its data are, and for each `--target` network,
 * and only for those, its usual credentials. Everything else is as if it were not there.
 */

const urlVariable: Record<NetworkName, string> = {
  bluesky: 'BLUESKY_SERVICE',
  mastodon: 'MASTODON_URL',
  x: 'X_API_URL',
};

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

/** `bluesky=http://127.0.0.1:2583` → name and URL; throws a UsageError for anything that is not on this machine. */
export const parseTarget = (text: string): { network: NetworkName; url: string } => {
  const [name = '', ...rest] = text.split('=');
  const url = rest.join('=');
  const network = networkNames.find((one) => one === name);
  const parsed = URL.parse(url);
  if (!network || !parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new UsageError(
      `--target ${text}: write NETWORK=URL with one of ${networkNames.join(', ')}, for example bluesky=http://127.0.0.1:2583`,
    );
  }
  if (!isLoopback(parsed.hostname)) {
    throw new UsageError(`--target ${text}: a rehearsal talks to this machine only (127.0.0.1, localhost or [::1])`);
  }
  return { network, url };
};

/** Throws a UsageError naming every credential that a targeted network lacks. */
export const rehearsalEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  targets: readonly { network: NetworkName; url: string }[],
): Environment => {
  const kept = ['INIT_CWD', 'CAMPAIGN_DIR', 'CAMPAIGN_DATA'].map((name) => [name, env[name]]);
  const theirs = targets.flatMap(({ network, url }) => [
    ...networkVariables[network].flatMap((name) => [
      [name, env[name]],
      [`${name}_FILE`, env[`${name}_FILE`]],
    ]),
    [`${urlVariable[network]}_FILE`, undefined],
    [urlVariable[network], url],
  ]);
  const environment = readEnvironment(Object.fromEntries([...kept, ...theirs]), cwd);
  const missing = targets.flatMap(({ network }) =>
    environment.networks[network]
      ? []
      : networkVariables[network].filter(
          (name) => name !== urlVariable[network] && !env[name]?.trim() && !env[`${name}_FILE`]?.trim(),
        ),
  );
  if (missing.length > 0)
    throw new UsageError(`--target needs the credentials of that server: set ${missing.join(', ')}`);
  return environment;
};
