import type { NetworkName } from '../../model.ts';
import { startLocalBluesky } from '../bluesky/server.ts';
import type { LocalNetwork, LocalOptions } from '../local.ts';
import { startLocalMastodon } from '../mastodon/server.ts';
import { startLocalX } from '../x/server.ts';

const starters: Readonly<Record<NetworkName, (options: LocalOptions) => Promise<LocalNetwork>>> = {
  bluesky: startLocalBluesky,
  mastodon: startLocalMastodon,
  x: startLocalX,
};

/** Starts a local network for each name, with its own options. */
export const startLocalNetworks = async (
  names: readonly NetworkName[],
  options: (network: NetworkName) => LocalOptions,
): Promise<AsyncDisposable & { readonly networks: ReadonlyMap<NetworkName, LocalNetwork> }> => {
  await using started = new AsyncDisposableStack();
  const networks = new Map<NetworkName, LocalNetwork>();
  for (const name of names) networks.set(name, started.use(await starters[name](options(name))));
  const all = started.move();
  return { networks, [Symbol.asyncDispose]: () => all.disposeAsync() };
};
