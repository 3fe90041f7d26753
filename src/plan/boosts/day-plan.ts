import { type AccountCaps, dayAround, type Room, room, type Wanted } from './room.ts';
import { type Heard, type InTurn, turns } from './turns.ts';

/*
 * What will be boosted when, if nothing changes: the plan that people see, and the order in which a careful run goes. At each moment at
 * which there is room, the candidate whose turn it is takes it.
 */

export type PlanCandidate = InTurn &
  Wanted & {
    /** Not before this moment: the end of its hold. */
    readonly ready: number;
  };

export type BoostPlan = {
  /** In the order of time. */
  readonly placed: readonly { readonly id: string; readonly at: number }[];
  /** Those for which there is no room in this span, and what stands in their way. */
  readonly left: readonly { readonly id: string; readonly room: Room }[];
};

type Given = {
  readonly candidates: readonly PlanCandidate[];
  /** Boosts that stand: of today, of the spacing before it, and as far back as turns are to be remembered. */
  readonly boosted: readonly Heard[];
  readonly caps: AccountCaps;
};

/** From `from` (inclusive) to `to` (exclusive). */
export const boostPlan = ({ candidates, boosted, caps }: Given, from: number, to: number): BoostPlan => {
  const placed: { id: string; at: number }[] = [];
  const heard: Heard[] = [...boosted];
  let open = [...candidates];
  for (let now = from; open.length > 0; ) {
    const rooms = new Map(open.map((one) => [one, room(one, Math.max(now, one.ready), heard, caps)]));
    const next = Math.min(...[...rooms.values()].map(({ at }) => at ?? Number.POSITIVE_INFINITY));
    if (next >= to) return { placed, left: [...rooms].map(([{ id }, found]) => ({ id, room: found })) };
    const [first] = turns(
      open.filter((one) => rooms.get(one)!.at === next),
      heard,
      caps,
      next,
    );
    placed.push({ id: first!.id, at: next });
    heard.push({ at: next, partner: first!.partner, lang: first!.lang });
    open = open.filter((one) => one !== first);
    now = next;
  }
  return { placed, left: [] };
};

/** The rest of the campaign's day. */
export const dayPlan = (given: Given, now: number): BoostPlan =>
  boostPlan(given, now, dayAround(now, given.caps.timeZone).end);
