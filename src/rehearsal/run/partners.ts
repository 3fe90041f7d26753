import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { partnersFile, readPartners } from '../../config.ts';
import { CampaignProblems } from '../../errors.ts';
import type { NetworkName, Partners } from '../../model.ts';
import { readText } from '../../yaml.ts';
import type { LocalNetwork } from '../local.ts';
import { livelyPartners } from '../public/lively.ts';
import type { Partner } from '../public/people.ts';
import type { Public } from '../public/public.ts';

/*
 * Partners of a rehearsal: made up, with accounts on the local networks, and boosted by the rules of the campaign's own file. Its real partners
 * have no accounts here and do nothing here.
 */

const numbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const;

export const MOST_PARTNERS = numbers.length;

/** They post for so long: enough for caps, turns and a night. */
const DAYS = 2;

/** A worker reads an account once a minute (src/jobs/boost/poll.ts). */
const MINUTE = 60_000;

export const madeUpPartners = (
  count: number,
  { seed, from, to }: { readonly seed: number; readonly from: Temporal.Instant; readonly to: Temporal.Instant },
): readonly Partner[] => {
  const ends = from.add({ hours: DAYS * 24 });
  const partners = numbers.slice(0, count).map((number) => ({
    id: `partner-${number}`,
    accounts: {
      bluesky: `partner-${number}.test`,
      mastodon: `partner_${number}@here`,
      x: `partner_${number}`,
    },
  }));
  return livelyPartners(partners, { seed, from, to: Temporal.Instant.compare(ends, to) < 0 ? ends : to });
};

/** Written as JSON, which is YAML. */
const fileOf = (
  text: string,
  partners: readonly Partner[],
  start: Temporal.ZonedDateTime,
  locals: ReadonlyMap<NetworkName, Pick<LocalNetwork, 'url'>>,
): string => {
  const theirs = (parse(text) ?? {}) as { defaults?: object; partners?: unknown };
  const home = locals.get('mastodon');
  return JSON.stringify({
    ...theirs,
    // Nobody sits beside a rehearsal to accept each boost.
    defaults: { ...theirs.defaults, mode: 'auto' },
    partners: partners.map(({ id, accounts }) => ({
      id,
      name: `${id} (made up)`,
      accounts: {
        ...(locals.has('bluesky') ? { bluesky: accounts.bluesky } : {}),
        ...(home ? { mastodon: accounts.mastodon?.replace('@here', `@${new URL(home.url).host}`) } : {}),
        ...(locals.has('x') ? { x: accounts.x } : {}),
      },
      consent: { by: 'the rehearsal', on: start.toPlainDate().toString(), evidence: 'made up' },
    })),
  });
};

/** Puts the partners' file into the rehearsal's folder, where its workers read it. */
export const writePartners = async (
  campaignFolder: string,
  folder: string,
  partners: readonly Partner[],
  start: Temporal.ZonedDateTime,
  locals: ReadonlyMap<NetworkName, Pick<LocalNetwork, 'url'>>,
): Promise<Partners> => {
  const given = await readText(campaignFolder, partnersFile);
  if ('problem' in given) throw new CampaignProblems([given.problem]);
  await writeFile(join(folder, 'partners.yaml'), fileOf(given.text, partners, start, locals), { mode: 0o600 });
  const read = await readPartners(folder, 'partners.yaml');
  if (!read.partners) throw new CampaignProblems(read.problems);
  return read.partners;
};

/** When accounts that cost nothing to read are read because somebody has posted: a minute later at the latest. */
export const readingMoments = ({ people, posts }: Public): number[] => {
  const moments: number[] = [];
  for (const { at, network, person } of posts) {
    if (network === 'x' || people[person]?.partner === undefined) continue;
    if (at > (moments.at(-1) ?? Number.NEGATIVE_INFINITY)) moments.push(at + MINUTE);
  }
  return moments;
};
