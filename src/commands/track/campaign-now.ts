import type { Environment } from '../../config/environment.ts';
import { readCampaign } from '../../config.ts';
import { CampaignProblems, UsageError } from '../../errors.ts';
import type { Campaign, Partners } from '../../model.ts';

/** The campaign's files alone: watching needs no toolkit. */
export const campaignNow = async (
  environment: Pick<Environment, 'folder'>,
): Promise<{ readonly campaign: Campaign; readonly partners: Partners | undefined }> => {
  const { campaign, partners, problems } = await readCampaign(environment.folder);
  if (!campaign) throw new CampaignProblems(problems.filter(({ file }) => file === 'config/campaign.yaml'));
  return { campaign, partners };
};

export const otherKey = (store: string): UsageError =>
  new UsageError(
    `${store} was written under another CAMPAIGN_KEY: set that one again. If it is lost: \`track forget\` lets go of the posts that are followed (all counts stay), then the new key is taken`,
  );
