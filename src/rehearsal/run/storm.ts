import { deathOfBoost, dies } from '../../jobs/dying.ts';
import type { NetworkName } from '../../model.ts';
import type { Holder, Holders } from '../../store/holders.ts';
import type { Fault, FaultSource } from '../local.ts';
import type { Kill } from './kill-plan.ts';
import { seeded } from './seeded.ts';
import { boosts, publishes, type Witness } from './witness.ts';

/*
 * What goes wrong on the network's side: answers that are lost, spoilt or refused, and workers that die while their request is
 * on its way. On X only what can be found again by reading goes wrong here; the rest is a question for a person, and the
 * kill plan asks a few of those.
 */

/** Of a hundred requests, so many meet a fault. */
const FAULTS_PERCENT = 10;

/** Longer than the rehearsal's call deadline of 2 s. */
const TOO_LONG = 2_600;

/** So many questions of a network are left hanging; each costs a call's whole deadline, and partners are asked all the time. */
const HANGING_QUESTIONS = 12;

/** Logging in is left in peace: its limits are those of a day, and a storm would only test them. */
const spared = /createSession|refreshSession|nodeinfo|apps\/verify/;

const page = '<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>';
const answer = (status: number, body: string, headers: Record<string, string> = {}): Fault['what'] => ({
  kind: 'answer',
  status,
  body,
  headers,
});

const throttling = (network: NetworkName, now: Temporal.Instant): Fault => {
  const until = now.add({ seconds: 45 });
  const epoch = String(Math.ceil(until.epochMilliseconds / 1000));
  const json = { 'content-type': 'application/json' };
  switch (network) {
    case 'bluesky':
      return {
        when: 'before',
        what: answer(429, '{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}', {
          ...json,
          'ratelimit-reset': epoch,
          'ratelimit-remaining': '0',
        }),
      };
    case 'mastodon':
      return {
        when: 'before',
        what: answer(429, '{"error":"Too many requests"}', {
          ...json,
          'x-ratelimit-reset': until.toString(),
          'x-ratelimit-remaining': '0',
        }),
      };
    case 'x':
      return {
        when: 'before',
        what: answer(
          429,
          '{"title":"Too Many Requests","detail":"Too Many Requests","type":"about:blank","status":429}',
          { ...json, 'x-rate-limit-reset': epoch, 'x-rate-limit-remaining': '0' },
        ),
      };
    default:
      return network satisfies never;
  }
};

const lostAnswers: readonly Fault[] = [
  { when: 'after', what: { kind: 'close' } },
  { when: 'after', what: { kind: 'half' } },
  { when: 'after', what: { kind: 'hang', milliseconds: TOO_LONG } },
  { when: 'after', what: answer(502, page, { 'content-type': 'text/html' }) },
  { when: 'after', what: answer(500, '{"error":"InternalServerError"}', { 'content-type': 'application/json' }) },
];

const neverArrived: readonly Fault[] = [
  { when: 'before', what: { kind: 'close' } },
  { when: 'before', what: { kind: 'hang', milliseconds: TOO_LONG } },
  { when: 'before', what: answer(503, page, { 'content-type': 'text/html' }) },
  { when: 'before', what: answer(500, '{"error":"InternalServerError"}', { 'content-type': 'application/json' }) },
];

export type Storm = {
  readonly seed: number;
  readonly kills: readonly Kill[];
  /** Where kills are written down, one JSON document a line. */
  readonly killLog: string;
  readonly holders: Holders;
  readonly now: () => Temporal.Instant;
  /** Ends a worker at once; false when it is not one of ours. */
  readonly kill: (pid: number) => boolean;
  readonly witness: Pick<Witness, 'saw'>;
};

/** Faults for one local network. */
export const storm = ({ seed, kills, killLog, holders, now, kill, witness }: Storm) => {
  const waiting = new Map(kills.filter((one) => one.point === 'request sent').map((one) => [one.delivery, one]));
  const died = new Set<string>();
  const met: Record<string, number> = {};

  const deathOf = (network: NetworkName, { delivery, boost }: Holder): Kill | undefined => {
    if (!boost) return waiting.get(delivery);
    const death = deathOfBoost(seed, delivery, network);
    return death?.point === 'request sent' ? death : undefined;
  };

  const killSender = (network: NetworkName): Fault | undefined => {
    for (const holder of holders.of(network)) {
      const planned = deathOf(network, holder);
      if (!planned || planned.step !== holder.step || died.has(holder.delivery) || !kill(holder.pid)) continue;
      waiting.delete(holder.delivery);
      died.add(holder.delivery);
      dies(planned, killLog);
      // Half of them are taken, half are not; on X all are, since nobody could tell.
      return { when: network === 'x' || waiting.size % 2 === 0 ? 'after' : 'before', what: { kind: 'close' } };
    }
    return undefined;
  };

  const faultsOf = (network: NetworkName, salt: number): FaultSource => {
    const random = seeded(seed * 31 + salt);
    let hanging = 0;
    const faultOf: FaultSource = (request) => {
      if (spared.test(request.path) || request.path === '/') return undefined;
      const publishing = publishes(network, request) || boosts(network, request);
      const killed = publishing ? killSender(network) : undefined;
      if (killed) return killed;
      if (random() * 100 >= FAULTS_PERCENT) return undefined;
      const choices =
        publishing && network === 'x'
          ? [...lostAnswers, throttling(network, now())]
          : [...lostAnswers, ...neverArrived, throttling(network, now())];
      const drawn = choices[Math.floor(random() * choices.length)];
      if (drawn?.what.kind === 'hang' && !publishing) hanging += 1;
      const fault = drawn?.what.kind === 'hang' && hanging > HANGING_QUESTIONS ? neverArrived[0] : drawn;
      if (fault) met[network] = (met[network] ?? 0) + 1;
      return fault;
    };
    return (request) => {
      const fault = faultOf(request);
      witness.saw(network, request, fault);
      return fault;
    };
  };
  return { faultsOf, met: () => met };
};
