import { stat } from 'node:fs/promises';
import { campaignFrom } from './config/campaign.ts';
import { partnersFrom } from './config/partners.ts';
import { statementFindings } from './config/statement.ts';
import { UsageError } from './errors.ts';
import type { Campaign, Partners, Problem } from './model.ts';
import { readText } from './yaml.ts';

/*
 * The campaign's settings as the team keeps them in `config/`: every problem at once, with file, line and mend.
 * What the environment says is read by config/environment.ts.
 */

export const campaignFile = 'config/campaign.yaml';
export const partnersFile = 'config/partners.yaml';

export type Settings = {
  /** Only when its file has no problem. */
  readonly campaign?: Campaign;
  /** Only when its file has no problem. */
  readonly partners?: Partners;
  readonly problems: Problem[];
  readonly notes: Problem[];
};

const byLine = (problems: readonly Problem[]): Problem[] =>
  [campaignFile, partnersFile]
    .flatMap((file) => problems.filter((p) => p.file === file).sort((a, b) => a.line - b.line))
    .concat(problems.filter((p) => p.file !== campaignFile && p.file !== partnersFile));

const mustBeFolder = async (folder: string): Promise<void> => {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new UsageError(
    `there is no folder ${folder}; let CAMPAIGN_DIR name the folder that holds config/ and content/`,
  );
};

const readCampaignFile = async (folder: string) => {
  const read = await readText(folder, campaignFile);
  if ('problem' in read) return { problems: [read.problem], notes: [] };
  const { campaign, line, ...found } = campaignFrom(campaignFile, read.text);
  if (campaign === undefined) return found;
  const statement = await statementFindings(folder, campaign.statement, { file: campaignFile, line });
  const problems = [...found.problems, ...statement.problems];
  return {
    campaign: problems.length === 0 ? campaign : undefined,
    problems,
    notes: [...found.notes, ...statement.notes],
  };
};

/** `file`: its path from the folder; problems name it so. */
export const readPartners = async (
  folder: string,
  file: string,
): Promise<{ partners?: Partners; problems: Problem[]; notes: Problem[] }> => {
  const read = await readText(folder, file);
  return 'problem' in read ? { problems: [read.problem], notes: [] } : partnersFrom(file, read.text);
};

/** Throws a UsageError when the folder itself is not there. */
export const readCampaign = async (folder: string): Promise<Settings> => {
  await mustBeFolder(folder);
  const [campaign, partners] = await Promise.all([readCampaignFile(folder), readPartners(folder, partnersFile)]);
  return {
    campaign: 'campaign' in campaign ? campaign.campaign : undefined,
    partners: partners.partners,
    problems: byLine([...campaign.problems, ...partners.problems]),
    notes: byLine([...campaign.notes, ...partners.notes]),
  };
};
