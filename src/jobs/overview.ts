import { type Clock, realNow } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { networkVariables } from '../config/variables.ts';
import type { Campaign, DeliveryState, NetworkName } from '../model.ts';
import { approvalMissing, missingToGoLive } from '../plan/policy.ts';
import { approvals } from '../store/approvals.ts';
import { candidates } from '../store/candidates.ts';
import { coverage } from '../store/coverage.ts';
import { deliveries } from '../store/deliveries.ts';
import { beats } from '../store/leases.ts';
import { seenNetworks } from '../store/networks.ts';
import { pauses } from '../store/pauses.ts';
import type { CandidateState } from '../store/schema.ts';
import { spend } from '../store/spend.ts';
import type { Store } from '../store/store.ts';
import { TO_BE_UNDONE } from './boost/undo.ts';
import type { Ready } from './ready.ts';

/** How the campaign stands: what `status` prints and the status page shows. */
export type Overview = {
  readonly networks: readonly {
    readonly network: NetworkName;
    readonly state: 'ready' | 'paused' | 'blocked' | 'throttled' | 'not configured' | 'not live';
    /** The next delivery that is planned or queued. */
    readonly next: Temporal.ZonedDateTime | null;
    readonly reason: string | null;
  }[];
  /** Whether a planner has ticked lately: when not, nothing is published anywhere. */
  readonly running: boolean;
  readonly counts: Readonly<Record<DeliveryState, number>>;
  readonly waiting: readonly {
    readonly id: string;
    readonly kind: 'approval' | 'held' | 'unconfirmed' | 'candidate';
    readonly reason: string;
  }[];
  /** Where the hashtag is watched, and up to when it has been; `on` is false without CAMPAIGN_KEY. */
  readonly watched: {
    readonly on: boolean;
    readonly sources: readonly { readonly source: string; readonly until: Temporal.ZonedDateTime }[];
  };
  /** Boosts of partners' posts: how many candidates are in each state, what is paused, and which accounts cannot be read. */
  readonly boosts: {
    readonly counts: Readonly<Partial<Record<CandidateState, number>>>;
    readonly paused: readonly { readonly scope: string; readonly reason: string; readonly resume: string }[];
    readonly accounts: readonly { readonly partner: string; readonly network: NetworkName; readonly problem: string }[];
  };
  /** US dollars, this calendar month. */
  readonly spent: { readonly x: { readonly month: number; readonly budget: number } };
};

const configured = (environment: Environment, name: NetworkName): string | undefined => {
  if (environment.networks[name]) return undefined;
  const missing = environment.incomplete[name];
  return missing.length > 0 ? `${missing.join(', ')} missing` : `set ${networkVariables[name].join(', ')}`;
};

export type Looking = {
  readonly store: Store;
  readonly environment: Environment;
  readonly campaign: Campaign;
  /** The toolkit as it stands now: what is planned is held against its approvals. */
  readonly ready: readonly Ready[];
  readonly clock: Clock;
};

export const overview = async ({ store, environment, campaign, ready, clock }: Looking): Promise<Overview> => {
  const now = clock.now();
  const rows = await deliveries(store.db).inState(['planned', 'queued', 'attempting', 'held', 'unconfirmed']);
  const boosts = await deliveries(store.db).inState(['unconfirmed'], undefined, 'boosts');
  const partnersPosts = await candidates(store.db).all();
  const sources = await candidates(store.db).sources();
  const paused = await pauses(store.db).all();
  const seen = await seenNetworks(store.db).all();
  const inZone = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(campaign.timeZone);

  const networks = campaign.networks.map(({ name }) => {
    const row = rows.find((one) => one.network === name && (one.state === 'planned' || one.state === 'queued'));
    const next = row ? inZone(row.slot_at) : null;
    const lacking = configured(environment, name);
    if (lacking) return { network: name, state: 'not configured' as const, next: null, reason: lacking };
    const pause = paused.find((one) => one.scope === 'all' || one.scope === name);
    if (pause) return { network: name, state: pause.kind, next, reason: `${pause.reason} (by ${pause.by})` };
    const missing = missingToGoLive(campaign, name, seen.get(name)?.automated ?? undefined);
    if (missing.length > 0) return { network: name, state: 'not live' as const, next, reason: missing.join('; ') };
    const throttled = seen.get(name)?.throttled_until_at ?? 0;
    if (throttled > now.epochMilliseconds) {
      return {
        network: name,
        state: 'throttled' as const,
        next,
        reason: `the network asked us to wait until ${inZone(throttled).toPlainTime()}`,
      };
    }
    return { network: name, state: 'ready' as const, next, reason: null };
  });

  const standing = await approvals(store.db).all();
  const hashes = new Map(ready.map((one) => [`${one.message.id}:${one.lang}`, one.hash]));
  const reached = new Set(campaign.networks.flatMap(({ name }) => (configured(environment, name) ? [] : [name])));
  const asked = partnersPosts.filter(
    ({ state, answer, network, delivery, reason }) =>
      (state === 'review' && answer === null) ||
      (state === 'boosted' && reason.endsWith(TO_BE_UNDONE)) ||
      // Laid down, and nobody can send it; where it may be out, the delivery is named above.
      (state === 'boosting' && !reached.has(network) && !boosts.some(({ id }) => id === delivery)),
  );
  const waiting = [...rows, ...boosts].flatMap((row): Overview['waiting'] => {
    const text = `${row.message}:${row.lang}`;
    if (row.state === 'held') return [{ id: row.id, kind: 'held', reason: row.reason ?? '' }];
    if (row.state === 'unconfirmed') return [{ id: row.id, kind: 'unconfirmed', reason: row.reason ?? '' }];
    const hash = hashes.get(text);
    const missing =
      row.state === 'planned' && hash !== undefined && approvalMissing(campaign, standing.get(text), hash);
    return missing ? [{ id: row.id, kind: 'approval', reason: `${text}: ${missing}` }] : [];
  });

  const spans = await coverage(store.db).of();
  const watchedUntil = Map.groupBy(spans, ({ source }) => source);
  const money = spend(store.db);
  return {
    networks,
    running: await beats(store.db, realNow()),
    counts: await deliveries(store.db).counts(),
    waiting: [
      ...waiting,
      ...asked.map(({ id, partner, network, url, remote_id, reason }) => ({
        id,
        kind: 'candidate' as const,
        reason: `${partner} on ${network}, ${url ?? remote_id}: ${reason.replace(/^(?:review|boosting): /u, '')}`,
      })),
    ],
    boosts: {
      counts: Object.fromEntries(
        [...Map.groupBy(partnersPosts, ({ state }) => state)].map(([state, all]) => [state, all.length]),
      ),
      paused: paused
        .filter(({ scope }) => scope.startsWith('boost:') || scope.startsWith('partner:'))
        .map(({ scope, reason, by }) => ({
          scope,
          reason: `${reason} (by ${by})`,
          resume: scope.replace(/^(?:boost|partner):/u, ''),
        })),
      accounts: sources.flatMap(({ partner, network, problem }) =>
        problem === null ? [] : [{ partner, network, problem }],
      ),
    },
    watched: {
      on: environment.key !== undefined,
      sources: [...watchedUntil].map(([source, mine]) => ({
        source,
        until: inZone(Math.max(...mine.map(({ to }) => to))),
      })),
    },
    spent: {
      x: {
        month: (await money.spent('x', money.month(now))) / 1e6,
        budget: campaign.networks.find((use) => use.name === 'x')?.monthlyBudget ?? 0,
      },
    },
  };
};
