import { access, constants, mkdir } from 'node:fs/promises';
import type { Command } from 'commander';
import { realClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { networkVariables } from '../config/variables.ts';
import { storeFile } from '../jobs/engine.ts';
import { openNetworks } from '../jobs/networks.ts';
import { type Campaign, networkNames } from '../model.ts';
import type { Network } from '../network/network.ts';
import { missingToGoLive } from '../plan/policy.ts';
import { reachable } from '../queue/reachable.ts';
import { findRedis } from '../queue/redis-server.ts';
import { openStore, openStoreIfThere } from '../store/store.ts';
import { answering } from './answer.ts';
import { environmentNow, readCampaignFolder } from './campaign.ts';

type Check = { readonly name: string; readonly ok: boolean; readonly detail: string };

/** Turns what a look-up throws into a red line with its words. */
const checked = async (name: string, look: () => Promise<string>): Promise<Check> => {
  try {
    return { name, ok: true, detail: await look() };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
};

const redis = (environment: Environment): Promise<Check> =>
  checked('redis', async () => {
    const url = environment.redisUrl?.reveal();
    if (!url) {
      const found = findRedis();
      if (!found) throw new Error('no redis-server or valkey-server found: install one, or set REDIS_URL');
      return `${found} is started in the data folder when needed`;
    }
    const { version, policy } = await reachable(url);
    if (policy !== 'noeviction') {
      throw new Error(`Redis ${version} may throw jobs away (maxmemory-policy ${policy}): set it to noeviction`);
    }
    return `Redis ${version}, maxmemory-policy noeviction`;
  });

const folder = (environment: Environment): Promise<Check> =>
  checked('data folder', async () => {
    await mkdir(environment.data, { recursive: true, mode: 0o700 });
    await access(environment.data, constants.W_OK);
    return `${environment.data} can be written`;
  });

const PATIENCE_MS = 20_000;

const networkChecks = async (
  name: Network['name'],
  network: Network | undefined,
  environment: Environment,
  campaign: Campaign,
): Promise<Check[]> => {
  if (!network) {
    const missing = environment.incomplete[name];
    if (missing.length > 0)
      return [{ name, ok: false, detail: `partly configured: set ${missing.join(', ')} as well` }];
    return [{ name, ok: true, detail: `not configured (${networkVariables[name].join(', ')})` }];
  }
  const account = await network.account(AbortSignal.timeout(PATIENCE_MS)).then(
    (found) => ({ found }),
    (error: unknown) => ({ error }),
  );
  if ('error' in account) {
    const { error } = account;
    return [{ name, ok: false, detail: error instanceof Error ? error.message : String(error) }];
  }
  const { handle, url, automated } = account.found;
  const said = automated === 'unknown' ? 'unknown' : automated ? 'yes' : 'no';
  const missing = missingToGoLive(campaign, name, said).filter((words) => !words.startsWith('goLive'));
  return [
    { name, ok: true, detail: `logged in as ${handle} (${url})` },
    {
      name: `${name} label`,
      ok: missing.length === 0,
      detail: missing.join('; ') || 'the account says that it is automated',
    },
  ];
};

export const doctor = (program: Command): Command =>
  answering(
    program
      .command('doctor')
      .description('look at credentials, labels, Redis and folders, and say how to mend what is wrong'),
    'doctor',
    async () => {
      const environment = environmentNow();
      const { campaign, problems } = await readCampaignFolder(environment);
      const files: Check = {
        name: 'campaign files',
        ok: problems.length === 0,
        detail: problems.length === 0 ? environment.folder : `${problems.length} problems: see \`check\``,
      };
      const node: Check = {
        name: 'node',
        ok: Number(process.versions.node.split('.')[0]) >= 26,
        detail: process.versions.node,
      };
      const checks = [node, files, await folder(environment), await redis(environment)];
      if (campaign) {
        await using store = (await openStoreIfThere(storeFile(environment))) ?? (await openStore(':memory:'));
        const networks = openNetworks(environment, campaign, () => realClock, store);
        const used = networkNames.filter((name) => campaign.networks.some((use) => use.name === name));
        for (const name of used) checks.push(...(await networkChecks(name, networks.get(name), environment, campaign)));
        const decided = Boolean(campaign.goLive.by && campaign.goLive.on);
        checks.push({
          name: 'going live',
          ok: true,
          detail: decided
            ? `decided by ${campaign.goLive.by} on ${campaign.goLive.on}`
            : 'not decided yet (goLive in config/campaign.yaml is empty): rehearsals only',
        });
      }
      return {
        json: { checks },
        words: checks.map((one) => `${one.ok ? 'ok  ' : 'BAD '} ${one.name}: ${one.detail}`).join('\n'),
        status: checks.every((one) => one.ok) ? 0 : 1,
      };
    },
  );
