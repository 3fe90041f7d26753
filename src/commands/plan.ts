import type { Command } from 'commander';
import { realClock } from '../clock.ts';
import { UsageError } from '../errors.ts';
import { freshRows } from '../jobs/extend-plan.ts';
import type { Ready } from '../jobs/ready.ts';
import { storeFile } from '../jobs/store-file.ts';
import type { Campaign, NetworkName } from '../model.ts';
import { approvals } from '../store/approvals.ts';
import { deliveries } from '../store/deliveries.ts';
import { openStore, openStoreIfThere } from '../store/store.ts';
import { answering, table } from './answer.ts';
import { environmentNow, soundCampaign } from './campaign.ts';

/** RFC 3339, or a day of the campaign's zone. */
export const moment = (name: string, text: string, timeZone: string): Temporal.Instant => {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text)
      ? Temporal.PlainDate.from(text).toZonedDateTime(timeZone).toInstant()
      : Temporal.Instant.from(text);
  } catch {
    throw new UsageError(
      `${name} ${text}: write a day (2026-11-29) or a moment with its offset (2026-11-29T12:00:00+02:00)`,
    );
  }
};

const textOf = (ready: readonly Ready[], message: string, lang: string, network: NetworkName) =>
  ready.find((one) => one.message.id === message && one.lang === lang)?.composed.get(network);

type Options = { readonly from?: string; readonly to?: string };

export const plan = (program: Command): Command =>
  answering(
    program
      .command('plan')
      .description('what goes out when: what is stored, and what the planner would add')
      .option('--from <moment>', 'a day of the campaign or an RFC 3339 moment; default now')
      .option('--to <moment>', 'the end, exclusive; default the campaign’s horizon'),
    'plan --to 2026-12-06',
    async (options: Options) => {
      const environment = environmentNow();
      const { campaign, messages, ready } = await soundCampaign(environment);
      const now = realClock.now();
      const horizon = now.toZonedDateTimeISO(campaign.timeZone).add(campaign.horizon).toInstant();
      const from = options.from ? moment('--from', options.from, campaign.timeZone) : now;
      const to = options.to ? moment('--to', options.to, campaign.timeZone) : horizon;
      if (Temporal.Instant.compare(from, to) >= 0) throw new UsageError('--to must come after --from');

      const live = campaign.networks.map((use) => use.name).filter((name) => environment.networks[name]);
      const networks = live.length > 0 ? live : campaign.networks.map((use) => use.name);
      // Without a store there is nothing to read, and looking makes none.
      await using store = (await openStoreIfThere(storeFile(environment))) ?? (await openStore(':memory:'));
      const stored = await deliveries(store.db).between(from.epochMilliseconds, to.epochMilliseconds);
      const ahead = await freshRows(
        { deliveries: deliveries(store.db), approvals: approvals(store.db) },
        { campaign, messages, ready },
        now,
        to,
        networks,
      );
      const rows = [
        ...stored.map((row) => ({
          ...row,
          at: Temporal.Instant.fromEpochMilliseconds(row.slot_at),
          state: row.state as string,
        })),
        ...ahead
          .filter((row) => Temporal.Instant.compare(row.at, from) >= 0)
          .map((row) => ({ ...row, state: 'planned' })),
      ]
        .sort((a, b) => Temporal.Instant.compare(a.at, b.at) || (a.network < b.network ? -1 : 1))
        .map(({ id, message, lang, network, at, state }) => {
          const text = textOf(ready, message, lang, network);
          return {
            id,
            message,
            lang,
            network,
            at: inZone(at, campaign),
            text: text?.text ?? '',
            length: text?.length ?? 0,
            limit: text?.limit ?? 0,
            state,
          };
        });
      return { json: { deliveries: rows }, words: words(rows, campaign, live.length === 0) };
    },
  );

const inZone = (at: Temporal.Instant, campaign: Campaign): string =>
  at.toZonedDateTimeISO(campaign.timeZone).toString({ timeZoneName: 'never' });

type Row = {
  id: string;
  at: string;
  network: string;
  lang: string;
  message: string;
  length: number;
  limit: number;
  state: string;
};

const words = (rows: readonly Row[], campaign: Campaign, unconfigured: boolean): string => {
  if (rows.length === 0) return 'Nothing is due in this time.';
  const lines = rows.map((row) => [
    row.at.slice(0, 16).replace('T', ' '),
    row.network,
    row.lang,
    row.message,
    `${row.length}/${row.limit}`,
    row.state,
    row.id,
  ]);
  const head = [`when (${campaign.timeZone})`, 'network', 'lang', 'message', 'length', 'state', 'id'];
  const note = unconfigured ? '\n\nNo network has its credentials yet: this is the plan for all of them.' : '';
  return `${table([head, ...lines])}${note}`;
};
