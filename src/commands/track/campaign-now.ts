import type { Environment } from '../../config/environment.ts';
import { readCampaign } from '../../config.ts';
import { CampaignProblems, UsageError } from '../../errors.ts';
import type { Campaign } from '../../model.ts';

/** The campaign's file alone: watching needs no toolkit. */
export const campaignNow = async (environment: Pick<Environment, 'folder'>): Promise<Campaign> => {
  const { campaign, problems } = await readCampaign(environment.folder);
  if (!campaign) throw new CampaignProblems(problems.filter(({ file }) => file === 'config/campaign.yaml'));
  return campaign;
};

export const otherKey = (store: string): UsageError =>
  new UsageError(
    `${store} was written under another CAMPAIGN_KEY: set that one again. If it is lost: \`track forget\` lets go of the posts that are followed (all counts stay), then the new key is taken`,
  );
