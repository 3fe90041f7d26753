import { hash } from 'node:crypto';
import { milliseconds } from '../../clock.ts';
import type { Boosted, DeliveryId, NetworkName, Partner } from '../../model.ts';
import { boostPlan, type PlanCandidate } from '../../plan/boosts/day-plan.ts';
import { timesOf } from '../../plan/boosts/times.ts';
import { accountCaps, turn } from '../../plan/boosts/turn.ts';
import type { Heard } from '../../plan/boosts/turns.ts';
import { moment } from '../../plan/boosts/words.ts';
import { hindranceWords } from '../../plan/boosts.ts';
import type { Wake } from '../../queue/queues.ts';
import type { Candidate, Verdict } from '../../store/candidates.ts';
import { leftForReading } from '../watch/x-budget.ts';
import type { Boosts } from './boosts.ts';
import { roomNow } from './judge.ts';
import { fromKept } from './kept.ts';
import { circumstancesOf, memorySince, partnerOf, type Setting } from './setting.ts';

/*
 * Those that wait take turns: whoever's turn it is, and for whom there is room at this moment, is laid down as a delivery. The others are told
 * when there will be room.
 */

export type InLine = {
  readonly candidate: Candidate;
  readonly partner: Partner;
  readonly paused?: string;
  readonly place: PlanCandidate;
};

export const deliveryOf = (candidate: string): DeliveryId =>
  hash('sha256', JSON.stringify(['boost', candidate]), 'hex').slice(0, 16) as DeliveryId;

/** Candidates with what their turn depends on; those whose partner is not known at the moment are left out. */
export const inLine = (setting: Setting, rows: readonly Candidate[]): InLine[] =>
  rows.flatMap((candidate) => {
    const partner = partnerOf(setting, candidate.partner);
    if (!partner) return [];
    const rules = partner.rules[candidate.network];
    const circumstances = circumstancesOf(setting, partner, candidate.network, [], candidate);
    const post = fromKept(candidate.post);
    const place: PlanCandidate = {
      id: candidate.id,
      partner: partner.id,
      lang: candidate.lang,
      since: candidate.posted_at,
      perDay: rules.perDay,
      spacing: milliseconds(rules.spacing),
      ...timesOf(post, rules, circumstances),
    };
    return [{ candidate, partner, place, ...(circumstances.paused ? { paused: circumstances.paused } : {}) }];
  });

export const heardOf = (made: readonly Boosted[]): Heard[] =>
  made.map(({ at, partner, lang }) => ({
    at: at.epochMilliseconds,
    ...(partner === undefined ? {} : { partner }),
    ...(lang === undefined ? {} : { lang }),
  }));

export const capsOf = (setting: Setting) =>
  accountCaps({ campaign: setting.campaign, perDay: setting.partners?.perDay ?? 0 });

/** What stands in the way now, and when it is over; undefined: that is told already. */
const wait = (setting: Setting, one: InLine, made: readonly Boosted[], money: boolean): Verdict | undefined => {
  const { candidate, partner, paused, place } = one;
  const now = setting.now.epochMilliseconds;
  const tell = (verdict: { state?: 'lapsed'; reason: string; due_at: number | null }) =>
    verdict.reason === candidate.reason && verdict.due_at === candidate.due_at ? undefined : verdict;
  if (now > place.deadline)
    return tell({ state: 'lapsed', reason: 'lapsed: its turn did not come before it was too old', due_at: null });
  if (paused !== undefined) return tell({ reason: `waiting: ${paused}`, due_at: null });
  const rules = partner.rules[candidate.network];
  const turned = turn(rules, place.deadline, circumstancesOf(setting, partner, candidate.network, made, candidate));
  const { at } = turned.room;
  if (at === undefined) {
    const reason = `lapsed: ${hindranceWords(turned, rules)}, and there is no room before it is too old`;
    return tell({ state: 'lapsed', reason, due_at: null });
  }
  if (!money) return tell({ reason: 'waiting: this month’s budget is spent', due_at: null });
  if (at <= now) return undefined;
  const shown = moment(Temporal.Instant.fromEpochMilliseconds(at), setting.now, setting.campaign.timeZone);
  return tell({ reason: `waiting until ${shown}: ${hindranceWords(turned, rules)}`, due_at: at });
};

/** Whether a look and a boost are within what the month's budget leaves; without it nothing is laid down. */
const affordable = async (b: Boosts, network: NetworkName, now: number): Promise<boolean> => {
  const price = b.networks.get(network)?.price;
  if (!price || price.boost + price.look === 0) return true;
  const campaign = async () => (await b.toolkit()).campaign;
  const left = await leftForReading({ campaign, plannedOnX: b.plannedOnX, spend: b.spend }, now);
  return left === undefined || left >= (price.boost + price.look) * 1e6;
};

/** Lays down what may go out now, one after the other, each judged beside those before it. */
const layDown = async (b: Boosts, setting: Setting, network: NetworkName, line: readonly InLine[]): Promise<Wake[]> => {
  const now = setting.now.epochMilliseconds;
  const since = memorySince(setting);
  const wakes: Wake[] = [];
  let open = line.filter(({ paused }) => paused === undefined);
  while (open.length > 0) {
    const made = await b.candidates.made(network, since, now);
    const given = { candidates: open.map(({ place }) => place), boosted: heardOf(made), caps: capsOf(setting) };
    const first = boostPlan(given, now, now + 1).placed[0];
    const next = open.find(({ place }) => place.id === first?.id);
    if (!next) break;
    open = open.filter((one) => one !== next);
    const { candidate, partner } = next;
    const fits = roomNow(partner, candidate, circumstancesOf(setting, partner, network, [], candidate));
    const subject = { remoteId: candidate.remote_id, ...(candidate.version ? { version: candidate.version } : {}) };
    const content = { posts: [''], pictures: [], boost: subject };
    const laid = { id: deliveryOf(candidate.id), at: now, lang: candidate.lang, content };
    if (!(await b.candidates.lay(candidate, laid, since, fits, { due_at: null }))) continue;
    wakes.push({ delivery: laid.id, network, milliseconds: 0, boost: true });
  }
  return wakes;
};

export const takeTurns = async (b: Boosts, setting: Setting): Promise<Wake[]> => {
  if (setting.partners === undefined) return [];
  const now = setting.now.epochMilliseconds;
  const wakes: Wake[] = [];
  for (const network of b.networks.keys()) {
    const rows = (await b.candidates.all(['waiting'])).filter((one) => one.network === network);
    if (rows.length === 0) continue;
    const line = inLine(setting, rows).filter(({ place }) => now <= place.deadline);
    const money = await affordable(b, network, now);
    if (money) wakes.push(...(await layDown(b, setting, network, line)));
    const left = (await b.candidates.all(['waiting'])).filter((one) => one.network === network);
    const made = await b.candidates.made(network, memorySince(setting), now);
    const told = inLine(setting, left).flatMap((one) => {
      const verdict = wait(setting, one, made, money);
      return verdict ? [[one.candidate, verdict] as const] : [];
    });
    if (told.length > 0) await b.candidates.decideAll(told);
  }
  return wakes;
};
