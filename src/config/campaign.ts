import { type Campaign, kinds, type NetworkUse, networkNames, type Problem, type Signed } from '../model.ts';
import { readYaml } from '../yaml.ts';
import { campaignFindings } from './campaign-checks.ts';
import { type CampaignFile, campaignSchema } from './campaign-schema.ts';
import { hoursFrom } from './day-times.ts';
import { durationFrom } from './durations.ts';

/*
 * config/campaign.yaml: from its text to a Campaign.
 */

const signedBy = (signed: CampaignFile['goLive']): Signed => ({
  by: signed?.by ?? undefined,
  on: signed?.on ?? undefined,
});

const networksOf = ({ networks }: CampaignFile): NetworkUse[] =>
  networkNames.flatMap((name): NetworkUse[] => {
    const use = networks[name];
    if (use === undefined) return [];
    const cadence = { name, postsPerDay: use.postsPerDay, spacing: durationFrom(use.spacing) };
    if (name === 'mastodon') return [{ ...cadence, visibility: networks.mastodon?.visibility ?? 'public' }];
    if (name === 'x') {
      return [
        { ...cadence, monthlyBudget: networks.x?.monthlyBudget ?? undefined, label: signedBy(networks.x?.label) },
      ];
    }
    return [cadence];
  });

/** What an empty value stands for is said in the schema's descriptions too. */
const campaignOf = (file: CampaignFile): Campaign => ({
  id: file.campaign,
  hashtag: file.hashtag,
  timeZone: file.timeZone,
  statement: { ...file.statement, file: file.statement.file ?? undefined, sha256: file.statement.sha256 ?? undefined },
  goLive: signedBy(file.goLive),
  links: Object.fromEntries(Object.entries(file.links ?? {}).map(([name, url]) => [name, url ?? undefined])),
  languages: Object.fromEntries(
    Object.entries(file.languages).map(([lang, review]) => [
      lang,
      { reviewedBy: review?.reviewedBy ?? undefined, on: review?.on ?? undefined },
    ]),
  ),
  audiences: file.audiences.map((audience) => ({ ...audience, hours: audience.hours.map(hoursFrom) })),
  networks: networksOf(file),
  quietHours: file.quietHours ? hoursFrom(file.quietHours) : undefined,
  repeatAfter: durationFrom(file.repeatAfter ?? '14d'),
  horizon: durationFrom(file.horizon ?? '7d'),
  late: { after: durationFrom(file.late?.after ?? '30m'), then: file.late?.then ?? 'ask' },
  specialDays: (file.specialDays ?? []).map(({ day, postsPerDay, kinds: named }) => ({
    day,
    postsPerDay: postsPerDay ?? undefined,
    kinds: named ?? kinds,
  })),
  approval: { required: file.approval?.required ?? true, twoPeople: file.approval?.twoPeople ?? false },
  watch: {
    retention: durationFrom(file.watch?.retention ?? '14d'),
    mastodonServers: file.watch?.mastodonServers ?? [],
  },
});

export type ReadCampaign = {
  /** Only when there is no problem. */
  readonly campaign?: Campaign;
  readonly problems: Problem[];
  readonly notes: Problem[];
  /** The line of a key, for what is found out later. */
  readonly line: (path: readonly PropertyKey[]) => number;
};

export const campaignFrom = (file: string, text: string): ReadCampaign => {
  const read = readYaml(file, text, campaignSchema);
  const found = campaignFindings(file, read.sound, read.line);
  const problems = [...read.problems, ...found.problems].sort((a, b) => a.line - b.line);
  const campaign = read.value !== undefined && problems.length === 0 ? campaignOf(read.value) : undefined;
  return { campaign, problems, notes: found.notes, line: read.line };
};
