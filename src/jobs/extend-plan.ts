import { milliseconds } from '../clock.ts';
import type { NetworkName } from '../model.ts';
import type { LayoutInput } from '../plan/input.ts';
import { layout } from '../plan/layout.ts';
import type { Standing } from '../store/approvals.ts';
import type { Deliveries } from '../store/deliveries.ts';
import type { Planning } from './plan.ts';
import type { ReadyToolkit } from './ready.ts';

/* The stored plan, made longer: what stands there never moves; free slots of the horizon are filled. */

type Row = Awaited<ReturnType<Deliveries['between']>>[number];

/** What went out late stands where it went out: caps, spacing and repetition are counted from there. */
const standsAt = ({ slot_at, sent_at }: Row, { late }: ReadyToolkit['campaign']): number => {
  const after = milliseconds(late.after);
  return sent_at !== null && sent_at - slot_at > after ? sent_at : slot_at;
};

/** What the layout is made from: the texts that may be planned, and the rows that stand already. Texts are told apart by their hash. */
export const layoutInput = (
  { campaign, ready }: ReadyToolkit,
  from: Temporal.PlainDate,
  rows: readonly Row[],
  networks: readonly NetworkName[],
  standing: ReadonlyMap<string, Standing>,
): LayoutInput => ({
  campaign,
  networks,
  from,
  texts: ready
    .filter(({ linked, message, lang }) => linked && standing.get(`${message.id}:${lang}`)?.kind !== 'withdrawn')
    .flatMap(({ message, lang, composed }) =>
      [...composed].map(([network, { textHash }]) => ({
        message: message.id,
        kind: message.kind,
        lang,
        network,
        text: textHash,
        at: message.at,
      })),
    ),
  taken: rows
    .filter((row) => row.state !== 'skipped')
    .map((row) => ({
      network: row.network,
      at: Temporal.Instant.fromEpochMilliseconds(standsAt(row, campaign)),
      message: row.message,
      lang: row.lang,
      text: row.text_hash,
    })),
});

/** Lays out from the start of the day that `now` is in; gives the rows that are still ahead and not stored yet. */
export const freshRows = async (
  p: Pick<Planning, 'deliveries' | 'approvals'>,
  toolkit: ReadyToolkit,
  now: Temporal.Instant,
  to: Temporal.Instant,
  networks: readonly NetworkName[],
) => {
  const { campaign } = toolkit;
  const today = now.toZonedDateTimeISO(campaign.timeZone).toPlainDate();
  const start = today.toZonedDateTime(campaign.timeZone).toInstant();
  const memory = milliseconds(campaign.repeatAfter);
  const rows = await p.deliveries.standing(start.epochMilliseconds - memory, to.epochMilliseconds + memory);
  const input = layoutInput(toolkit, today, rows, networks, await p.approvals.all());
  const known = new Set(rows.map((row) => row.id));
  const hashes = new Map(input.texts.map((text) => [`${text.message}:${text.lang}:${text.network}`, text.text]));
  return layout({ ...input, to })
    .filter((row) => !known.has(row.id) && Temporal.Instant.compare(row.at, now) >= 0)
    .map((row) => ({ ...row, textHash: hashes.get(`${row.message}:${row.lang}:${row.network}`) ?? '' }));
};

export const extendPlan = async (p: Planning, toolkit: ReadyToolkit): Promise<void> => {
  const now = p.clock.now();
  const day = now.toZonedDateTimeISO(toolkit.campaign.timeZone);
  const rows = await freshRows(p, toolkit, now, day.add(toolkit.campaign.horizon).toInstant(), [...p.networks.keys()]);
  if (rows.length === 0) return;
  await p.deliveries.add(rows);
  p.say('planned', { deliveries: rows.length });
};
