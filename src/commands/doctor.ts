import type { Command } from 'commander';
import { realClock } from '../clock.ts';
import { openNetworks } from '../jobs/networks.ts';
import { storeFile } from '../jobs/store-file.ts';
import { networkNames } from '../model.ts';
import { seenNetworks } from '../store/networks.ts';
import { spend } from '../store/spend.ts';
import { openStore, openStoreIfThere } from '../store/store.ts';
import { answering } from './answer.ts';
import { environmentNow, readCampaignFolder, today } from './campaign.ts';
import type { Check } from './doctor/check.ts';
import { machineChecks } from './doctor/machine.ts';
import { networkChecks, PATIENCE_MS } from './doctor/networks.ts';
import { boostsOnX, weekOnX } from './doctor/price.ts';
import { seizure } from './doctor/seizure.ts';

export const doctor = (program: Command): Command =>
  answering(
    program
      .command('doctor')
      .description(
        'look at credentials, scopes, labels, limits, clocks, Redis, disk and money, and say how to mend what is wrong',
      )
      .option('--seizure', 'instead: what a stranger with the data folder could learn of other people'),
    'doctor',
    async (options: { seizure?: boolean }) => {
      const environment = environmentNow();
      if (options.seizure) return seizure(environment, today('UTC'));
      const { campaign, partners, messages, ready, problems } = await readCampaignFolder(environment);
      const files: Check = {
        name: 'campaign files',
        ok: problems.length === 0,
        detail: problems.length === 0 ? environment.folder : `${problems.length} problems: see \`check\``,
      };
      const checks = [files, ...(await machineChecks(environment))];
      if (campaign) {
        await using store = (await openStoreIfThere(storeFile(environment))) ?? (await openStore(':memory:'));
        const networks = openNetworks(environment, campaign, () => realClock, store);
        // A look is booked and remembered as those of the workers are: after new credentials it is this one that says whose they are.
        const [books, seen] = [spend(store.db), seenNetworks(store.db)];
        const looking = { spend: books, seen, clockOf: () => realClock, callMs: PATIENCE_MS };
        const used = networkNames.filter((name) => campaign.networks.some((use) => use.name === name));
        for (const name of used)
          checks.push(...(await networkChecks(name, networks.get(name), environment, campaign, looking)));
        const price = await weekOnX(store, { campaign, messages, ready });
        if (price) checks.push(price);
        const boosts = partners && boostsOnX(campaign, partners);
        if (boosts) checks.push(boosts);
        const { by, on } = campaign.goLive;
        const decided =
          by && on
            ? `decided by ${by} on ${on}`
            : 'not decided yet (goLive in config/campaign.yaml is empty): rehearsals only';
        checks.push({ name: 'going live', ok: true, detail: decided });
      }
      return {
        json: { checks },
        words: checks.map((one) => `${one.ok ? 'ok  ' : 'BAD '} ${one.name}: ${one.detail}`).join('\n'),
        status: checks.every((one) => one.ok) ? 0 : 1,
      };
    },
  );
