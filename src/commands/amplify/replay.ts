import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { setting } from '../../config/variables.ts';
import { readCampaign } from '../../config.ts';
import { CampaignProblems, UsageError } from '../../errors.ts';
import { recordedLooks } from '../../jobs/recorded-looks.ts';
import { type Replayed, replayBoosts } from '../../jobs/replay-boosts.ts';
import { type NetworkName, networkNames } from '../../model.ts';
import { suggestion } from '../../yaml.ts';
import { answering, table } from '../answer.ts';
import { environmentNow } from '../campaign.ts';

type Options = { readonly network: string; readonly partner: string; readonly at: string };

const networkNamed = (name: string): NetworkName => {
  const found = networkNames.find((network) => network === name);
  if (found) return found;
  throw new UsageError(`--network ${name}: there is no such network; ${suggestion(name, networkNames)}`);
};

const momentFrom = (text: string): Temporal.Instant => {
  try {
    return Temporal.Instant.from(text);
  } catch {
    throw new UsageError(`--at ${text}: write a moment with its offset (2026-11-29T12:00:00+02:00)`);
  }
};

const why: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder',
  EACCES: 'it may not be read; give yourself the right to read it',
};

/** The first line that is not UTF-8. */
const lineOfFault = (bytes: Uint8Array): number => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let line = 1, start = 0; ; line += 1) {
    const end = bytes.indexOf(10, start);
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
    } catch {
      return line;
    }
    if (end < 0) return line;
    start = end + 1;
  }
};

const textOf = async (file: string): Promise<string> => {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(resolve(setting(process.env, 'INIT_CWD') ?? process.cwd(), file));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an unknown fault';
    throw new UsageError(`${file}: ${why[code] ?? `it cannot be read (${code})`}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const message = 'this line is not UTF-8 text; name a file of JSON lines';
    const line = lineOfFault(bytes);
    throw new UsageError(`${file}:${line}: ${message}`, [{ file, line, message }]);
  }
};

const jsonOf = ({ id, partner, network, state, reason, remoteId, at, url, steps }: Replayed, timeZone: string) => ({
  id,
  partner,
  network,
  state,
  reason,
  remoteId,
  at: at?.toZonedDateTimeISO(timeZone).toString({ timeZoneName: 'never' }) ?? null,
  url: url ?? null,
  steps,
});

export const amplifyReplay = (group: Command): Command =>
  answering(
    group
      .command('replay <file>')
      .description('recorded pages of a partner’s posts through the rules, as they stand at a moment; nothing is sent')
      .requiredOption('--network <name>', `whose answers they are: ${networkNames.join(', ')}`)
      .requiredOption('--partner <id>', 'whose posts they are: an id of config/partners.yaml')
      .requiredOption('--at <moment>', 'the moment at which they are looked at, RFC 3339 with its offset'),
    'amplify replay posts.jsonl --network mastodon --partner al-haq --at 2026-11-29T12:00:00+02:00',
    async (file: string, options: Options) => {
      const environment = environmentNow();
      if (!environment.key)
        throw new UsageError('CAMPAIGN_KEY is not set; set it, or CAMPAIGN_KEY_FILE, as under `start`');
      const network = networkNamed(options.network);
      const at = momentFrom(options.at);
      const { campaign, partners, problems } = await readCampaign(environment.folder);
      if (!campaign || !partners) throw new CampaignProblems(problems);
      const partner = partners.partners.find(({ id }) => id === options.partner);
      if (!partner) {
        const known = partners.partners.map(({ id }) => id);
        throw new UsageError(
          `--partner ${options.partner}: config/partners.yaml has no such partner; ${suggestion(options.partner, known)}`,
        );
      }
      const { looks, notes } = recordedLooks(file, await textOf(file), network);
      const candidates = replayBoosts({ looks, campaign, partners, partner, network, at });
      const rows = candidates.map(({ id, state, reason, url, remoteId }) => [id, state, reason, url ?? remoteId]);
      const words = [
        candidates.length === 0 ? `${file} shows no post.` : table([['id', 'state', 'why', 'post'], ...rows]),
        ...notes.map(({ line, message }) => `${file}:${line}  ${message}`),
        'Nothing was sent.',
      ];
      return {
        json: { candidates: candidates.map((one) => jsonOf(one, campaign.timeZone)), notes },
        words: words.join('\n\n'),
      };
    },
  );
