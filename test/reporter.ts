import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/*
 * One plain closing line for machines that read logs: `N passed, N failed, N skipped`. It counts tests; a file that could not
 * be read, a hook that failed outside of any test and an error that nobody caught count as one failure each, so that a run
 * that failed never says `0 failed`.
 */

export type Counts = { passed: number; failed: number; skipped: number };

export const count = (modules: readonly TestModule[], errors: readonly unknown[]): Counts => {
  const counts: Counts = { passed: 0, failed: errors.length, skipped: 0 };
  for (const module of modules) {
    let failedTests = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed += 1;
      else if (state === 'failed') failedTests += 1;
      else counts.skipped += 1; // also the tests that never ran because the run was broken off
    }
    counts.failed += failedTests === 0 && module.state() === 'failed' ? 1 : failedTests;
  }
  return counts;
};

export const closingLine = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

export default class ClosingLine implements Reporter {
  #line: string | undefined;

  onInit(): void {
    // Other reporters write in the same moment as we would; nothing is written after the end of the process.
    process.once('exit', () => {
      if (this.#line !== undefined) process.stdout.write(`${this.#line}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    this.#line = closingLine(count(modules, errors));
  }
}
