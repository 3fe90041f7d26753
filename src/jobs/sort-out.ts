import { milliseconds } from '../clock.ts';
import { type Verdict, verdict } from '../plan/policy.ts';
import type { Deliveries } from '../store/deliveries.ts';
import { seeAccount } from './account.ts';
import { AHEAD, type Planning } from './plan.ts';
import { type ReadyToolkit, readyText } from './ready.ts';

/*
 * What became of rows that waited: approved ones that are due soon are queued, withdrawn ones are skipped also when
 * they are queued already, held ones let themselves go when what was missing is mended, and nothing waits for ever.
 */

type Row = Awaited<ReturnType<Deliveries['inState']>>[number];

/** A held delivery nobody answers is skipped after this long (CONTRACT: 24 h). */
const HELD_MS = 24 * 3_600_000;

type Move = { readonly to: 'queued' | 'skipped'; readonly reason: string | null };

export const sortOut = async (p: Planning, toolkit: ReadyToolkit): Promise<void> => {
  const now = p.clock.now();
  const nowMs = now.epochMilliseconds;
  const lateMs = milliseconds(toolkit.campaign.late.after);
  const rows = await p.deliveries.inState(['planned', 'held', 'queued'], now.add(AHEAD).epochMilliseconds);
  const standing = await p.approvals.all();

  // A label that is missing is looked for again, so that the team sees its mend take effect.
  const waiting = new Set(rows.filter((row) => row.hold === 'course').map((row) => row.network));
  for (const name of waiting) {
    const network = p.networks.get(name);
    if (network && p.live) await seeAccount(p, network).catch(() => undefined);
  }
  const seen = await p.seen.all();

  const judge = (row: Row): Verdict => {
    if (row.correction_of !== null) return { kind: 'go' };
    return verdict({
      campaign: toolkit.campaign,
      message: toolkit.messages.find((message) => message.id === row.message),
      lang: row.lang,
      network: row.network,
      due: Temporal.Instant.fromEpochMilliseconds(row.slot_at),
      hash: readyText(toolkit, row.message, row.lang)?.hash ?? '',
      standing: standing.get(`${row.message}:${row.lang}`),
      automated: seen.get(row.network)?.automated ?? undefined,
      live: p.live,
    });
  };

  const heldTooLong = (row: Row): boolean => row.state === 'held' && nowMs - (row.held_at ?? row.slot_at) > HELD_MS;

  const affordable = async (row: Row): Promise<boolean> => {
    const budget = toolkit.campaign.networks.find((use) => use.name === row.network)?.monthlyBudget;
    const network = p.networks.get(row.network);
    const text = readyText(toolkit, row.message, row.lang)?.composed.get(row.network)?.text ?? '';
    if (budget === undefined || !network) return true;
    const spent = await p.spend.spent(row.network, p.spend.month(p.clockOf(row.network).now()));
    return spent / 1e6 + network.price.publish(text) <= budget;
  };

  const moveFor = async (row: Row): Promise<Move | undefined> => {
    const judged = judge(row);
    if (judged.kind === 'skip') return { to: 'skipped', reason: judged.reason };
    if (heldTooLong(row)) return { to: 'skipped', reason: `held for 24 h without an answer: ${row.reason ?? ''}` };
    if (row.state === 'planned') {
      const late = nowMs - (row.send_now_at ?? row.slot_at) > lateMs;
      if (judged.kind === 'wait')
        return late ? { to: 'skipped', reason: `not approved in time: ${judged.reason}` } : undefined;
      if (!p.networks.has(row.network))
        return late ? { to: 'skipped', reason: `${row.network} is not configured` } : undefined;
      return { to: 'queued', reason: null };
    }
    if (row.state === 'held' && row.hold === 'course' && judged.kind === 'go') return { to: 'queued', reason: null };
    if (row.state === 'held' && row.hold === 'budget' && (await affordable(row))) return { to: 'queued', reason: null };
    return undefined;
  };

  const moves = new Map<string, { move: Move; ids: string[]; from: Row['state'] }>();
  for (const row of rows) {
    const move = await moveFor(row);
    if (!move) continue;
    const key = JSON.stringify([row.state, move]);
    const group = moves.get(key) ?? { move, ids: [], from: row.state };
    group.ids.push(row.id);
    moves.set(key, group);
  }
  for (const { move, ids, from } of moves.values()) {
    await p.deliveries.move(ids, [from], move.to, move.reason);
    if (move.to === 'skipped') p.say('skipped', { deliveries: ids, reason: move.reason });
  }
};
