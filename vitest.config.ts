import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Two cores are the smallest machine that this project is meant for.
    maxWorkers: 2,
    // Tests with real processes have real deadlines; a machine that serves others may miss one once. Twice is a fault.
    retry: process.env.CI ? 1 : 0,
  },
});
