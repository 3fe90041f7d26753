import { type Figure, reaches, written } from './figure.ts';
import { matching } from './matching.ts';
import { report } from './report.ts';

/*
 * npm run bench -- [--json] [part of a name…]
 *
 * The figures of the design, one a file; those that are named, or all of them. Exit status 1 when one does not hold.
 */

const figures: readonly Figure[] = [matching, report];

const args = process.argv.slice(2);
const json = args.includes('--json');
const wanted = args.filter((arg) => !arg.startsWith('--'));
const asked = figures.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (asked.length === 0) {
  process.stderr.write(
    `No figure has one of these in its name. There are:\n${figures.map(({ name }) => `  ${name}\n`).join('')}`,
  );
  process.exit(2);
}

const results: { name: string; ratio: number; goal: string; holds: boolean }[] = [];
for (const { name, goal, measure } of asked) {
  const { ratio, broken = [], seen = '' } = await measure();
  const holds = reaches(ratio, goal) && broken.length === 0;
  results.push({ name, ratio: Math.round(ratio * 100) / 100, goal: written(goal), holds });
  if (json) continue;
  console.log(`${holds ? 'holds ' : 'FAILS '} ${ratio.toFixed(2).padStart(7)} × (${written(goal)})  ${name}`);
  for (const line of [seen, ...broken].filter(Boolean)) console.log(`${' '.repeat(8)}${line}`);
}
if (json) console.log(JSON.stringify({ figures: results }));
process.exitCode = results.every(({ holds }) => holds) ? 0 : 1;
