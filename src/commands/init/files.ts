import { campaignSchema } from '../../config/campaign-schema.ts';
import { partnersSchema } from '../../config/partners-schema.ts';
import { networkVariables } from '../../config/variables.ts';
import { frontMatterSchema } from '../../content/front-matter.ts';
import { jsonSchemaText } from '../../yaml.ts';
import { campaignYaml, partnersYaml } from './campaign-template.ts';
import type { Choices } from './choices.ts';
import { contentReadme, firstMessage } from './message-template.ts';

const gitignore = `# The record of what went out, the team's copy of the statement, and secrets: none of them belongs into git.
data/
content/statement.txt
.env
`;

/** `about` says which page tells where its values come from. */
const variables = (about: string, names: readonly string[]): string =>
  `# ${about}\n${names.map((name) => `${name}=`).join('\n')}\n`;

const pages = { bluesky: 'docs/accounts-bluesky.md', mastodon: 'docs/accounts-mastodon.md', x: 'docs/accounts-x.md' };

/** These have a default that is right for everybody who uses the network itself. */
const usual = new Set(['BLUESKY_SERVICE', 'X_API_URL']);

const envExample = (c: Choices): string =>
  [
    `# The names of the variables, without values. Copy this file to .env, let nobody but you read it (chmod 600 .env), and fill
# the copy in. Never put a secret into git, a chat or an e-mail. Each secret may also come from a file, as NAME_FILE.
# A network whose variables are empty gets nothing and is shown as "not configured".
`,
    ...c.network.map((network) =>
      variables(
        `${network}: ${pages[network]} of the program says where each value comes from`,
        networkVariables[network].filter((name) => !usual.has(name)),
      ),
    ),
    variables(
      'Seals what is secret in the record; keep a copy elsewhere than the data. One way: openssl rand -base64 32',
      ['CAMPAIGN_KEY'],
    ),
  ].join('\n');

/** Every file of a new campaign folder, by its path in it. */
export const filesFor = (c: Choices): Readonly<Record<string, string>> => ({
  'config/campaign.yaml': campaignYaml(c),
  'config/partners.yaml': partnersYaml(c),
  'config/campaign.schema.json': jsonSchemaText(campaignSchema),
  'config/partners.schema.json': jsonSchemaText(partnersSchema),
  'config/message.schema.json': jsonSchemaText(frontMatterSchema),
  'content/toolkit/first-message.md': firstMessage(c),
  'content/README.md': contentReadme(c),
  '.gitignore': gitignore,
  '.env.example': envExample(c),
});
