import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { realNow } from '../clock.ts';
import { readCampaign } from '../config.ts';
import { readToolkit } from '../content/toolkit.ts';
import { CampaignProblems } from '../errors.ts';
import type { Campaign, Message, NetworkName, Partners, Problem, Rules } from '../model.ts';
import { makeReady, type ReadyToolkit, rehearsalLinks } from './ready.ts';

/** Everything that the team wrote, read at one moment, with what is wrong with it. */
export type Files = {
  readonly campaign?: Campaign;
  readonly partners?: Partners;
  readonly messages: readonly Message[];
  readonly problems: readonly Problem[];
  readonly notes: readonly Problem[];
};

/**
 * Reads the campaign's folder; never throws for what is written in it. `today` decides which reviews are stale.
 * Pictures are decoded for what a person asks; a worker that only has to notice a change hashes them.
 */
export const readFiles = async (
  folder: string,
  today: Temporal.PlainDate,
  pictures: 'decoded' | 'hashed' = 'decoded',
): Promise<Files> => {
  const config = await readCampaign(folder);
  const toolkit = await readToolkit(folder, config.campaign, today, pictures);
  return {
    ...(config.campaign ? { campaign: config.campaign } : {}),
    ...(config.partners ? { partners: config.partners } : {}),
    messages: toolkit.messages,
    problems: [...config.problems, ...toolkit.problems],
    notes: [...config.notes, ...toolkit.notes],
  };
};

/** Changes when any file of the campaign does; content/ whole, because a picture may lie anywhere in it. */
export const fingerprint = async (folder: string): Promise<string> => {
  const content = await readdir(join(folder, 'content'), { recursive: true }).catch(() => []);
  const files = [
    'config/campaign.yaml',
    'config/partners.yaml',
    ...content.sort().map((name) => join('content', name)),
  ];
  const seen = files.map(async (file) => {
    const found = await stat(join(folder, file)).catch(() => undefined);
    // What a folder holds is listed; its own times change with every file that an editor leaves for a moment.
    return found?.isDirectory() ? '' : `${file} ${found?.mtimeMs} ${found?.size} ${found?.ino}`;
  });
  return (await Promise.all(seen)).join('\n');
};

/** How long, in real milliseconds, the files are believed not to have changed. */
const UNCHANGED_MS = 500;

/**
 * The toolkit as it stands now, read again when a file has changed. Throws CampaignProblems while it has problems:
 * then nothing is planned or sent, and nothing is forgotten.
 */
export const toolkitReader = (
  folder: string,
  {
    today,
    rules,
    rehearsal,
  }: { today: () => Temporal.PlainDate; rules: () => Promise<ReadonlyMap<NetworkName, Rules>>; rehearsal: boolean },
): (() => Promise<ReadyToolkit>) => {
  let kept: { print: string; looked: number; toolkit: Promise<ReadyToolkit> } | undefined;
  const read = async (): Promise<ReadyToolkit> => {
    const { campaign, messages, problems } = await readFiles(folder, today(), 'hashed');
    if (!campaign || problems.length > 0) throw new CampaignProblems(problems);
    const filled = rehearsal ? rehearsalLinks(campaign) : campaign;
    return { campaign: filled, messages, ready: makeReady(filled, messages, await rules()) };
  };
  return async () => {
    const now = realNow();
    if (kept && now - kept.looked < UNCHANGED_MS) return kept.toolkit;
    const print = await fingerprint(folder);
    if (kept?.print === print) {
      kept.looked = now;
      return kept.toolkit;
    }
    kept = { print, looked: now, toolkit: read() };
    return kept.toolkit;
  };
};

/** The campaign and its partners as the files say now. Throws CampaignProblems while they have problems. */
export const campaignFiles =
  (folder: string) => async (): Promise<{ readonly campaign: Campaign; readonly partners?: Partners }> => {
    const { campaign, partners, problems } = await readCampaign(folder);
    if (!campaign) throw new CampaignProblems(problems);
    return { campaign, ...(partners ? { partners } : {}) };
  };
