import { existsSync } from 'node:fs';
import type { Environment } from '../../config/environment.ts';
import { readCampaign } from '../../config.ts';
import { readFiles } from '../../jobs/toolkit.ts';
import { holdings, seize } from '../../store/seizure.ts';
import type { Answer } from '../answer.ts';

/** What a stranger with the data folder could learn; status 1 when it is more than counts and our own posts. */
export const seizure = async (environment: Environment, today: Temporal.PlainDate): Promise<Answer> => {
  const { data, folder, networks } = environment;
  if (!existsSync(data)) {
    return {
      json: { checks: [], findings: [], holdings: [] },
      words: `${data} does not exist: there is nothing to take.`,
    };
  }
  const { messages } = await readFiles(folder, today, 'hashed');
  const { partners } = await readCampaign(folder);
  const own = {
    texts: messages.flatMap((message) => [
      ...message.sections.map(({ text }) => text),
      ...message.media.flatMap(({ alt }) => Object.values(alt)),
      ...Object.values(message.contentWarning),
    ]),
    accounts: [
      ...(networks.bluesky ? [networks.bluesky.identifier] : []),
      ...(partners?.partners ?? []).flatMap(({ accounts }) => Object.values(accounts)),
    ],
  };
  const findings = await seize(data, own);
  const held = await holdings(data);
  const ok = findings.length === 0;
  const detail = ok
    ? `${data} tells counts and our own posts, and nothing of anybody else`
    : `${findings.length} things in ${data} tell more than counts and our own posts`;
  return {
    json: { checks: [{ name: 'seizure', ok, detail }], findings, holdings: held },
    words: [
      `${ok ? 'ok  ' : 'BAD '} seizure: ${detail}`,
      ...findings.map(
        ({ file, place, what, example, times }) =>
          `  ${file}, ${place}: ${what}, for instance ${example} (${times} times)`,
      ),
      ...(held.length > 0
        ? ['', 'What there is to be learnt without the key:', ...held.map((one) => `  ${describe(one)}`)]
        : []),
    ].join('\n'),
    status: ok ? 0 : 1,
  };
};

const describe = (one: Awaited<ReturnType<typeof holdings>>[number]): string => Object.values(one).join(' · ');
