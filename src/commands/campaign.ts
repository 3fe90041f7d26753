import { realClock } from '../clock.ts';
import { type Environment, readEnvironment } from '../config/environment.ts';
import { CampaignProblems, UsageError } from '../errors.ts';
import { offlineRules } from '../jobs/networks.ts';
import { makeReady, type Ready } from '../jobs/ready.ts';
import { shortcomings } from '../jobs/shortcomings.ts';
import { storeFile } from '../jobs/store-file.ts';
import { readFiles } from '../jobs/toolkit.ts';
import type { Campaign, MastodonLimits, Message, Partners, Problem } from '../model.ts';
import { seenNetworks } from '../store/networks.ts';
import { openStore, openStoreIfThere, type Store } from '../store/store.ts';

/** The environment of this process, checked. */
export const environmentNow = (): Environment => {
  const environment = readEnvironment(process.env, process.cwd());
  if (environment.databaseUrl) {
    throw new UsageError(
      'DATABASE_URL is set, but this version keeps its record in SQLite only: unset it (the file is campaign.db in the data folder)',
    );
  }
  return environment;
};

export const today = (timeZone: string): Temporal.PlainDate =>
  realClock.now().toZonedDateTimeISO(timeZone).toPlainDate();

export type Reading = {
  readonly campaign?: Campaign;
  readonly partners?: Partners;
  readonly messages: readonly Message[];
  readonly ready: readonly Ready[];
  readonly problems: readonly Problem[];
  readonly notes: readonly Problem[];
};

/** Everything in the campaign's folder, composed for every network, with all that is wrong with it. */
export const readCampaignFolder = async (environment: Environment): Promise<Reading> => {
  const files = await readFiles(environment.folder, realClock.now().toZonedDateTimeISO('UTC').toPlainDate());
  if (!files.campaign) return { messages: [], ready: [], problems: files.problems, notes: files.notes };
  await using store = await openStoreIfThere(storeFile(environment));
  const limits = store && (await seenNetworks(store.db).all()).get('mastodon')?.limits;
  const rules = offlineRules(limits ? (JSON.parse(limits) as MastodonLimits) : undefined);
  const ready = makeReady(files.campaign, files.messages, rules);
  const { partners } = files;
  const boosting = partners && { partners, today: today(files.campaign.timeZone) };
  const found = shortcomings(files.campaign, ready, rules, boosting);
  return {
    campaign: files.campaign,
    ...(partners ? { partners } : {}),
    messages: files.messages,
    ready,
    problems: [...files.problems, ...found.problems],
    notes: [...files.notes, ...found.notes],
  };
};

export type Sound = Reading & { readonly campaign: Campaign };

/** The same for commands that refuse to go on while there is a problem. */
export const soundCampaign = async (environment: Environment): Promise<Sound> => {
  const reading = await readCampaignFolder(environment);
  if (!reading.campaign || reading.problems.length > 0) throw new CampaignProblems(reading.problems);
  return { ...reading, campaign: reading.campaign };
};

/** The store of this campaign, made when it is not there yet. */
export const storeNow = (environment: Environment): Promise<Store> => openStore(storeFile(environment));
