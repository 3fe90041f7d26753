import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { parseAst } from 'vitest/node';

/*
 * The one direction: stages do not import each other, they exchange the types of src/model.ts, and only a few places put
 * them together. This test reads every import of the program (static, dynamic, of types too) and says which one goes astray.
 */

const stages = ['content', 'plan', 'queue', 'network', 'store', 'track', 'report', 'web', 'rehearsal'];
const neutral = ['src/model.ts', 'src/errors.ts', 'src/clock.ts', 'src/yaml.ts'];
const meetingPlaces = 'src/jobs, src/commands, src/rehearsal/run.ts, src/web and workers put stages together';

/** Packages that one place alone knows, so that it can be changed there alone. */
const keptPackages: readonly { readonly packages: readonly string[]; readonly places: readonly string[] }[] = [
  { packages: ['@atproto/api'], places: ['src/network/bluesky/'] },
  { packages: ['masto'], places: ['src/network/mastodon/'] },
  { packages: ['twitter-api-v2'], places: ['src/network/x/'] },
  { packages: ['kysely', 'node:sqlite', 'pg'], places: ['src/store/'] },
  { packages: ['bullmq', 'ioredis'], places: ['src/queue/'] },
  { packages: ['node-cron'], places: ['src/queue/', 'src/jobs/', 'workers/'] },
];

type Area = {
  readonly kind: 'neutral' | 'stage' | 'place' | 'config' | 'cli' | 'outside' | 'unknown';
  readonly name: string;
};

const areaOf = (file: string): Area => {
  const [top, second = '', third = ''] = file.split('/');
  if (top === 'workers') return { kind: 'place', name: 'workers' };
  if (top !== 'src') return { kind: 'outside', name: top ?? '' };
  if (neutral.includes(file)) return { kind: 'neutral', name: file };
  if (file === 'src/cli.ts') return { kind: 'cli', name: 'cli' };
  if (file === 'src/config.ts' || second === 'config') return { kind: 'config', name: 'config' };
  if (second === 'rehearsal' && (third === 'run.ts' || third === 'run'))
    return { kind: 'place', name: 'rehearsal/run' };
  if (second === 'jobs' || second === 'commands') return { kind: 'place', name: second };
  if (stages.includes(second)) return { kind: 'stage', name: second };
  return { kind: 'unknown', name: second };
};

/** The places that put stages together use each other in one direction too. */
const placesUse: Readonly<Record<string, readonly string[]>> = {
  jobs: ['jobs'],
  web: ['jobs'],
  'rehearsal/run': ['rehearsal/run', 'jobs'],
  workers: ['workers', 'jobs'],
  commands: ['commands', 'jobs', 'rehearsal/run'],
  cli: ['commands'],
};

/** The folder of one network below src/network or src/rehearsal; undefined for what the networks have in common, as the public is. */
const networkOf = (file: string): string | undefined =>
  /^src\/(?:network|rehearsal)\/(?!public\/)([^/]+)\//.exec(file)?.[1];

const whyNotFile = (from: string, to: string): string | undefined => {
  const [here, there] = [areaOf(from), areaOf(to)];
  if (from === 'src/model.ts') return 'the glossary imports nothing';
  if (there.kind === 'neutral') return undefined;
  if (there.name === 'yaml') {
    return from === 'src/yaml.ts' || here.name === 'yaml'
      ? undefined
      : 'that is the inside of src/yaml.ts: import that';
  }
  if (here.kind === 'neutral' || here.name === 'yaml')
    return 'what everybody may import imports only what everybody may import';
  if (there.kind === 'outside')
    return /^(test|bench)$/.test(there.name) ? 'the program does not know its tests' : undefined;
  if (there.kind === 'unknown') return `src/${there.name} is neither a stage nor one of ${neutral.join(', ')}`;
  if (there.kind === 'cli') return 'the command line is the outermost part';
  if (there.kind === 'config') {
    const allowed = here.kind === 'place' || here.kind === 'cli' || here.kind === 'config' || here.name === 'web';
    return allowed ? undefined : 'settings are handed to a stage as arguments; it does not read them';
  }
  if (there.kind === 'place') {
    if (placesUse[here.name]?.includes(there.name)) return undefined;
    return here.kind === 'stage' ? `it reaches back: ${meetingPlaces}` : `${here.name} does not use ${there.name}`;
  }
  if (here.kind === 'cli') return 'the command line only lists the commands';
  if (here.kind === 'config') return 'settings come before every stage';
  if (here.kind === 'place' || (here.name === 'web' && there.name !== 'rehearsal')) return undefined;
  if (here.name !== there.name) return `stages do not import each other: ${meetingPlaces}`;
  const [own, other] = [networkOf(from), networkOf(to)];
  return own && other && own !== other ? 'one network knows nothing of another' : undefined;
};

const whyNotPackage = (from: string, name: string): string | undefined => {
  if (from === 'src/model.ts') return 'the glossary imports nothing';
  for (const { packages, places } of keptPackages) {
    if (!packages.some((one) => name === one || name.startsWith(`${one}/`))) continue;
    if (!places.some((place) => from.startsWith(place))) return `only ${places.join(', ')} may`;
  }
  return undefined;
};

type Node = { readonly type: string; readonly start: number; readonly [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === 'string';

const walk = (node: Node, visit: (node: Node) => void): void => {
  visit(node);
  for (const value of Object.values(node).flat()) if (isNode(value)) walk(value, visit);
};

const nameOf = (value: unknown): unknown => (isNode(value) ? value.name : undefined);

/** Whether a node asks the machine what time it is. */
const asksForTime = (node: Node): string | undefined => {
  if (node.type === 'MemberExpression') {
    const asked = `${nameOf(node.object)}.${nameOf(node.property)}`;
    return asked === 'Date.now' || asked === 'Temporal.Now' ? asked : undefined;
  }
  const makesDate = node.type === 'NewExpression' || node.type === 'CallExpression';
  return makesDate && nameOf(node.callee) === 'Date' ? 'Date' : undefined;
};

/** Everything that is wrong with a program given as file names and texts; one line each. */
const violations = (files: Readonly<Record<string, string>>): string[] =>
  Object.entries(files).flatMap(([file, text]) => {
    const found: string[] = [];
    const say = ({ start }: Node, words: string) =>
      found.push(`${file}:${text.slice(0, start).split('\n').length} ${words}`);
    walk(parseAst(text, { lang: 'ts' }) as unknown as Node, (node) => {
      const asked = asksForTime(node);
      if (asked && file !== 'src/clock.ts')
        say(node, `asks ${asked} for the time: only src/clock.ts does, time is an argument`);
      if (node.type === 'TSExternalModuleReference') say(node, 'imports by require: write it as an import');
      if (!/^(Import|Export|TSImport)/.test(node.type) || !isNode(node.source)) return;
      const { value } = node.source;
      if (typeof value !== 'string') return say(node, 'imports what cannot be read here: write the name as plain text');
      const relative = value.startsWith('.');
      const target = relative ? join(dirname(file), value) : value;
      const why = relative ? whyNotFile(file, target) : whyNotPackage(file, value);
      if (why) say(node, `imports ${target}: ${why}`);
    });
    return found;
  });

it('no import of the program reaches sideways or back, and only the clock asks for the time', () => {
  const names = globSync(['src/**/*.ts', 'workers/**/*.ts']).map((name) => name.replaceAll('\\', '/'));
  expect(names).toContain('src/model.ts');
  expect(violations(Object.fromEntries(names.map((name) => [name, readFileSync(name, 'utf8')])))).toEqual([]);
});

describe('the guard', () => {
  it.each([
    ['src/plan/slots.ts', "import { a } from '../store/ledger.ts';", 'stages do not import each other'],
    ['src/plan/slots.ts', "import type { A } from '../store/ledger.ts';", 'stages do not import each other'],
    ['src/plan/slots.ts', "export * from '../content/message.ts';", 'stages do not import each other'],
    ['src/report/rows.ts', "const a = await import('../store/ledger.ts');", 'stages do not import each other'],
    ['src/report/rows.ts', "type A = import('../store/ledger.ts').A;", 'stages do not import each other'],
    ['src/report/rows.ts', 'const a = await import(name);', 'cannot be read here'],
    ['src/store/ledger.ts', "import { a } from '../jobs/publish.ts';", 'reaches back'],
    ['src/rehearsal/clock.ts', "import { a } from './run.ts';", 'reaches back'],
    ['src/content/read.ts', "import { a } from '../config.ts';", 'handed to a stage as arguments'],
    ['src/config/read.ts', "import { a } from '../plan/cadence.ts';", 'before every stage'],
    ['src/network/x/adapter.ts', "import { a } from '../bluesky/rules.ts';", 'knows nothing of another'],
    ['src/rehearsal/x/server.ts', "import { a } from '../mastodon/server.ts';", 'knows nothing of another'],
    ['src/rehearsal/x/server.ts', "import { a } from '../../network/x/rules.ts';", 'stages do not import each other'],
    ['src/rehearsal/bluesky/server.ts', "import { a } from '@atproto/api';", 'only src/network/bluesky/ may'],
    ['src/network/x/adapter.ts', "import { a } from 'masto';", 'only src/network/mastodon/ may'],
    ['src/commands/send.ts', "import { a } from 'twitter-api-v2';", 'only src/network/x/ may'],
    ['src/report/rows.ts', "import { sql } from 'kysely';", 'only src/store/ may'],
    ['src/jobs/publish.ts', "import { DatabaseSync } from 'node:sqlite';", 'only src/store/ may'],
    ['workers/all.ts', "import { Worker } from 'bullmq';", 'only src/queue/ may'],
    ['src/web/page.ts', "import cron from 'node-cron';", 'only src/queue/, src/jobs/, workers/ may'],
    ['src/web/page.ts', "import { a } from '../rehearsal/local.ts';", 'stages do not import each other'],
    ['src/jobs/publish.ts', "import { a } from '../commands/start.ts';", 'jobs does not use commands'],
    ['src/cli.ts', "import { a } from './store/ledger.ts';", 'only lists the commands'],
    ['src/commands/start.ts', "import { a } from '../cli.ts';", 'outermost'],
    ['src/model.ts', "import { z } from 'zod';", 'imports nothing'],
    ['src/errors.ts', "import { a } from './plan/cadence.ts';", 'only what everybody may import'],
    ['src/config/read.ts', "import { a } from '../yaml/values.ts';", 'the inside of src/yaml.ts'],
    ['src/yaml/values.ts', "import { a } from '../content/message.ts';", 'only what everybody may import'],
    ['src/plan/slots.ts', "import { a } from '../utils/strings.ts';", 'src/utils is neither'],
    ['src/plan/slots.ts', "import { a } from '../../test/fixture.ts';", 'does not know its tests'],
    ['src/plan/slots.ts', 'const now = Date.now();', 'asks Date.now for the time'],
    ['src/plan/slots.ts', 'const now = Temporal.Now.instant();', 'asks Temporal.Now for the time'],
    ['src/plan/slots.ts', 'const now = new Date();', 'asks Date for the time'],
  ])('stops %s with %s', (file, line, why) => {
    const found = violations({ [file]: `// first line\n${line}\n` });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${file}:2 `);
    expect(found[0]).toContain(why);
  });

  it.each([
    ['src/plan/slots.ts', "import type { Slot } from '../model.ts';\nimport { realNow } from '../clock.ts';"],
    ['src/plan/slots.ts', "import { spread } from './spread.ts';\n// Date.now() and new Date() in words"],
    ['src/network/x/adapter.ts', "import type { Network } from '../network.ts';\nimport { a } from 'twitter-api-v2';"],
    ['src/store/ledger.ts', "import { sql } from 'kysely';\nimport { DatabaseSync } from 'node:sqlite';"],
    ['src/jobs/publish.ts', "import { a } from '../store/ledger.ts';\nimport { b } from '../network/network.ts';"],
    ['src/jobs/publish.ts', "import { a } from '../config/settings.ts';"],
    ['src/web/page.ts', "import { a } from '../store/ledger.ts';\nimport { b } from '../jobs/pause.ts';"],
    ['src/rehearsal/run.ts', "import { a } from '../network/x/adapter.ts';\nimport { b } from './x/server.ts';"],
    ['src/rehearsal/run/table.ts', "import { a } from '../../store/ledger.ts';\nimport { b } from '../run.ts';"],
    ['src/commands/rehearse.ts', "import { a } from '../rehearsal/run.ts';\nimport { b } from '../config.ts';"],
    ['src/cli.ts', "import { a } from './commands/check.ts';\nimport { Command } from 'commander';"],
    ['src/yaml.ts', "import { a } from './yaml/values.ts';\nimport { b } from 'yaml';"],
    ['src/clock.ts', 'export const now = () => Temporal.Now.instant();'],
    ['workers/publish.ts', "import { a } from '../src/queue/worker.ts';\nimport { b } from '../src/config.ts';"],
  ])('lets %s pass with what it may use (%#)', (file, text) => {
    expect(violations({ [file]: text })).toEqual([]);
  });
});
