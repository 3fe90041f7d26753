import { milliseconds } from '../../clock.ts';
import { type Boosted, type Campaign, type NetworkName, type Partner, type Partners, spelt } from '../../model.ts';
import type { Circumstances } from '../../plan/boosts/circumstances.ts';
import { consent } from '../../plan/boosts/consent.ts';
import { missingToGoLive } from '../../plan/policy.ts';
import type { SourceStand } from '../../store/candidates/sources.ts';
import type { Candidate } from '../../store/candidates.ts';
import type { NetworkTable, PauseTable } from '../../store/schema.ts';
import type { Boosts } from './boosts.ts';

/* How things stand at this moment: what partners' posts are decided by besides themselves. */

export type Setting = {
  readonly now: Temporal.Instant;
  readonly campaign: Campaign;
  /** Undefined while the file has problems. */
  readonly partners: Partners | undefined;
  readonly pauses: readonly PauseTable[];
  readonly seen: ReadonlyMap<NetworkName, NetworkTable>;
  readonly sources: readonly SourceStand[];
  readonly live: boolean;
};

export const settingNow = async (b: Boosts): Promise<Setting> => ({
  now: b.clock.now(),
  campaign: (await b.toolkit()).campaign,
  partners: await b.partners(),
  pauses: await b.pauses.all(),
  seen: await b.seen.all(),
  sources: await b.candidates.sources(),
  live: b.live,
});

/** How far back it is remembered who was heard and what was said: turns are taken by that. The day and every spacing lie within. */
const MEMORY_MS = 30 * 86_400_000;
export const memorySince = ({ now, campaign }: Pick<Setting, 'now' | 'campaign'>): number =>
  now.epochMilliseconds - Math.max(MEMORY_MS, milliseconds(campaign.repeatAfter));

export const partnerOf = ({ partners }: Setting, id: string): Partner | undefined =>
  partners?.partners.find((one) => one.id === id);

/** Why nothing of this partner, or on this network, is boosted at the moment. */
const pausedWords = ({ campaign, partners, pauses, seen, live }: Setting, network: NetworkName, partner: string) => {
  if (partners === undefined) return 'config/partners.yaml has problems (see `check`): nothing is boosted';
  const scopes: readonly string[] = ['all', network, `boost:${network}`, `partner:${partner}`];
  const pause = pauses.find((one) => scopes.includes(one.scope) && !hasBlocked(one));
  if (pause) {
    const what = {
      all: 'everything',
      [network]: spelt[network],
      [`boost:${network}`]: `boosting on ${spelt[network]}`,
    };
    return `${what[pause.scope] ?? 'the partner'} is paused: ${pause.reason}`;
  }
  const missing = live ? missingToGoLive(campaign, network, seen.get(network)?.automated ?? undefined) : [];
  return missing.length > 0 ? missing.join('; ') : undefined;
};

const hasBlocked = ({ scope, kind }: PauseTable): boolean => scope.startsWith('partner:') && kind === 'blocked';

/** Why it counts as having withdrawn. */
const withdrawnWords = ({ pauses }: Setting, partner: string): string | undefined =>
  pauses.find((one) => one.scope === `partner:${partner}` && hasBlocked(one))?.reason;

export const circumstancesOf = (
  setting: Setting,
  partner: Partner,
  network: NetworkName,
  boosted: readonly Boosted[],
  candidate?: Candidate,
): Circumstances => {
  const { now, campaign, partners, sources } = setting;
  const paused = pausedWords(setting, network, partner.id);
  const withdrawn = withdrawnWords(setting, partner.id);
  const accountId = sources.find((one) => one.partner === partner.id && one.network === network)?.remote_id;
  const { answer, answered_by: by, hold_from: holdFrom } = candidate ?? {};
  return {
    now,
    campaign,
    partner,
    perDay: partners?.perDay ?? 0,
    boosted,
    ...(accountId ? { accountId } : {}),
    ...(withdrawn === undefined ? {} : { withdrawn }),
    ...(paused === undefined ? {} : { paused }),
    ...(candidate ? { known: true } : {}),
    ...(answer ? { answer: { kind: answer, by: by ?? 'somebody' } } : {}),
    ...(holdFrom == null ? {} : { holdFrom: Temporal.Instant.fromEpochMilliseconds(holdFrom) }),
  };
};

/** Why nothing of this partner may be boosted, nor stay boosted; undefined while it agrees, and while nobody can tell. */
export const disagrees = (setting: Setting, id: string, network: NetworkName): string | undefined => {
  if (setting.partners === undefined) return undefined;
  const partner = partnerOf(setting, id);
  if (!partner) return `${id} is no partner any more (config/partners.yaml)`;
  const found = consent(circumstancesOf(setting, partner, network, []));
  return found.passed ? undefined : found.words;
};
