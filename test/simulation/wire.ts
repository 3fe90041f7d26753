import { Ambiguous, Blocked, Throttled, Unreachable } from '../../src/errors.ts';
import type { NetworkName } from '../../src/model.ts';
import type { Agenda } from './agenda.ts';
import type { Dice } from './dice.ts';
import type { Machine, Process } from './machine.ts';

/*
 * The way to a network and back. What goes wrong is told to the program in the words of the port, as the adapters' own
 * tests say that they tell it.
 */

/** How rough it is just now: the share of calls with which something goes wrong, and at which the caller dies. */
export type Weather = { readonly faults: () => number; readonly deaths: () => number };

/** No call to a network outlives this (DESIGN section 4). */
export const CALL_MS = 60_000;

export type Wire = {
  /** `act` is what the network does, `arrived` and now its own time; it may happen although the caller has given up or is dead. */
  readonly write: <T>(from: Process, network: NetworkName, act: (arrived: number) => T) => Promise<T>;
  readonly read: <T>(from: Process, network: NetworkName, act: () => T) => Promise<T>;
};

type Fortune =
  | 'fine'
  | 'slow'
  | 'no connection'
  | 'lost before'
  | 'lost after'
  | 'given up, arrives all the same'
  | 'given up, never arrives'
  | 'throttled'
  | 'blocked';

const badLuck: readonly Fortune[] = [
  ...(['slow', 'no connection', 'no connection', 'lost before', 'lost before'] as const),
  ...([
    'lost after',
    'lost after',
    'lost after',
    'given up, arrives all the same',
    'given up, arrives all the same',
  ] as const),
  ...(['given up, never arrives', 'throttled', 'throttled'] as const),
];

export const openWire = (
  agenda: Agenda,
  machine: Machine,
  dice: Dice,
  weather: Weather,
  outages: Outages,
  die: (process: Process) => void,
): Wire => {
  const fortune = (network: NetworkName): Fortune => {
    if (outages.at(network, agenda.now()))
      return dice.pick(['no connection', 'no connection', 'lost before', 'given up, never arrives']);
    if (!dice.chance(weather.faults())) return 'fine';
    return dice.chance(0.02) ? 'blocked' : dice.pick(badLuck);
  };
  /** The sender of a request dies while it is on its way. */
  const risk = (from: Process, within: number): void => {
    if (dice.chance(weather.deaths())) agenda.at(agenda.now() + dice.between(0, within), () => die(from));
  };
  const refusal = (kind: Fortune): Error => {
    const later = machine.clock.now().add({ seconds: dice.pick([5, 60, 900, 7_200]) });
    switch (kind) {
      case 'throttled':
        return new Throttled(later);
      case 'blocked':
        return new Blocked('the token was revoked');
      default:
        return new Unreachable('connection refused');
    }
  };

  const write: Wire['write'] = async (from, network, act) => {
    const kind = fortune(network);
    const there = dice.mostlyShort(20, kind === 'slow' ? CALL_MS / 2 : 900);
    const back = dice.mostlyShort(20, 900);
    let outcome: { value: ReturnType<typeof act> } | { error: unknown } | undefined;
    /** The network takes the request, and works on it for a moment. */
    const arrives = (after: number): void => {
      const arrived = agenda.now() + after;
      agenda.at(arrived + dice.between(0, 400), () => {
        try {
          outcome = { value: act(arrived) };
        } catch (error) {
          outcome = { error };
        }
      });
    };
    switch (kind) {
      case 'fine':
      case 'slow':
        arrives(there);
        risk(from, there + back);
        await from.suspend(there + 400 + back);
        break;
      case 'lost before':
        risk(from, there);
        await from.suspend(there);
        throw new Ambiguous('the connection closed');
      case 'lost after':
        arrives(there);
        risk(from, there + back);
        await from.suspend(there + 400 + back);
        throw new Ambiguous('the connection closed before the answer');
      case 'given up, arrives all the same':
        arrives(dice.between(there, CALL_MS));
        risk(from, CALL_MS);
        await from.suspend(CALL_MS);
        throw new Ambiguous('no answer within 60 s');
      case 'given up, never arrives':
        risk(from, CALL_MS);
        await from.suspend(CALL_MS);
        throw new Ambiguous('no answer within 60 s');
      default:
        await from.suspend(there);
        throw refusal(kind);
    }
    if (outcome === undefined) throw new Ambiguous('the answer never came');
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  };

  const read: Wire['read'] = async (from, network, act) => {
    const kind = fortune(network);
    risk(from, 500);
    await from.suspend(dice.mostlyShort(20, kind === 'slow' ? CALL_MS / 2 : 900));
    if (kind === 'throttled' || kind === 'blocked') throw refusal(kind);
    if (kind !== 'fine' && kind !== 'slow') throw new Unreachable('connection refused');
    const value = act();
    await from.suspend(dice.mostlyShort(20, 900));
    return value;
  };

  return { write, read };
};

/** Hours in which a network cannot be reached at all. */
export const outagesOf = (dice: Dice, names: readonly NetworkName[], start: number, days: number, aDay: number) => {
  const spans = names.flatMap((network) =>
    Array.from({ length: days }, (_, day) => day)
      .filter(() => dice.chance(aDay))
      .map((day) => {
        const from = start + (day * 24 + dice.between(0, 24)) * 3_600_000;
        return { network, from, to: from + dice.mostlyShort(60_000, 12 * 3_600_000) };
      }),
  );
  let over = false;
  return {
    at: (network: NetworkName, now: number): boolean =>
      !over && spans.some((span) => span.network === network && span.from <= now && now < span.to),
    end: (): void => {
      over = true;
    },
  };
};

export type Outages = ReturnType<typeof outagesOf>;
