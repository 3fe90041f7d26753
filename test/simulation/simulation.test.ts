import { describe, expect, it } from 'vitest';
import { simulateAll } from './side-by-side.ts';
import type { Report } from './simulate.ts';

/*
 * Rare interleavings, met here rather than in life. `SIMULATION_SEEDS=500`, `100-199` or `7,23` runs those campaigns instead
 * of the few below; a campaign that went wrong is told with its seed and its story.
 */

const DAYS = 14;

/** `500` is as many, `100-199` a span, `7,23` these. */
const seedsOf = (text: string): number[] => {
  if (text.includes(',')) return text.split(',').map(Number);
  const span = /^(\d+)-(\d+)$/.exec(text);
  const [from, to] = span ? [Number(span[1]), Number(span[2])] : [1, Number(text)];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
};

// About twenty seconds on two slow cores.
const seeds = seedsOf(process.env.SIMULATION_SEEDS ?? '20');

describe('a simulation of the whole program', () => {
  it(`posts nothing twice and loses nothing in ${seeds.length} campaigns of ${DAYS} days: ${seeds.length * DAYS} days`, {
    timeout: 60_000 + seeds.length * 20_000,
  }, async () => {
    const reports = await simulateAll(seeds, DAYS);
    const wrong = reports.filter((report) => report.wrongs.length > 0);
    const told = wrong.map(({ seed, wrongs }) => `SIMULATION_SEEDS=${seed}-${seed}\n${wrongs.join('\n')}`).join('\n\n');
    expect(told).toBe('');

    // It is a storm, and the campaign comes through it.
    const sum = (count: (report: Report) => number): number => reports.reduce((all, report) => all + count(report), 0);
    const due = sum(({ counts }) => (counts.bluesky ?? 0) + (counts.mastodon ?? 0) + (counts.x ?? 0));
    expect(due).toBeGreaterThan(seeds.length * DAYS * 3);
    expect(sum(({ counts }) => counts.published ?? 0) / due).toBeGreaterThan(seeds.length < 10 ? 0.3 : 0.7);
    if (seeds.length >= 10) expect(sum((report) => report.deaths)).toBeGreaterThan(seeds.length * 10);
  });
});
