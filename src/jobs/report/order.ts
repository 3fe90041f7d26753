import { milliseconds } from '../../clock.ts';
import type { Campaign, NetworkName, Partners, Source } from '../../model.ts';
import type { Period } from '../../report/rows.ts';
import type { ReportLang } from '../../report/speech.ts';
import { hostOf } from '../watch/servers.ts';

/* What is to be reported: plain values, since the thread that makes the report can be handed nothing else. */

export type ReportOrder = {
  /** The SQLite file of the store. */
  readonly file: string;
  readonly campaign: {
    readonly id: string;
    readonly hashtag: string;
    readonly timeZone: string;
    /** `MM-DD`. */
    readonly specialDays: readonly string[];
    /** Milliseconds. */
    readonly lateAfter: number;
    readonly networks: readonly {
      readonly name: NetworkName;
      readonly budget?: number;
      readonly named: readonly Source[];
    }[];
  };
  /** Id and name. */
  readonly partners: readonly (readonly [string, string])[];
  /** `whole`: everything that is in the store, as for a rehearsal. */
  readonly period: Period | 'whole';
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly rehearsal: boolean;
  readonly lang: ReportLang;
  /** The folder that it is written to. */
  readonly out: string;
};

const namedSources = (campaign: Campaign, name: NetworkName): Source[] =>
  name === 'mastodon' ? campaign.watch.mastodonServers.map((server): Source => `mastodon:${hostOf(server)}`) : [name];

export const orderedCampaign = (campaign: Campaign): ReportOrder['campaign'] => ({
  id: campaign.id,
  hashtag: campaign.hashtag,
  timeZone: campaign.timeZone,
  specialDays: campaign.specialDays.map(({ day }) => day),
  lateAfter: milliseconds(campaign.late.after),
  networks: campaign.networks.map((use) => ({
    name: use.name,
    named: namedSources(campaign, use.name),
    ...(use.monthlyBudget === undefined ? {} : { budget: use.monthlyBudget }),
  })),
});

export const orderedPartners = (partners: Partners | undefined): ReportOrder['partners'] =>
  (partners?.partners ?? []).map(({ id, name }) => [id, name] as const);
