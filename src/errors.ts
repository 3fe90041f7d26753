import type { Problem } from './model.ts';

/*
 * The class of an error is its fate. A network's adapter throws one of the first five and nothing else;
 * src/queue/fate.ts is the one place that turns them into what becomes of a job.
 */

/** The network said no for good: never tried again. `message` is the network's own words. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
}

/** Nothing went out, and the network named the moment from which it will listen again (in the network's own time). */
export class Throttled extends Error {
  override readonly name = 'Throttled';
  readonly until: Temporal.Instant;
  constructor(until: Temporal.Instant, message = 'the network asked us to wait') {
    super(message);
    this.until = until;
  }
}

/** It is certain that nothing went out: refused connection, failed look-up or handshake, or a definite answer that means "later". */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  /** The network has forgotten the pictures that the post names: they have to be uploaded anew before the next try. */
  readonly uploadAgain: boolean;
  constructor(message?: string, options: ErrorOptions & { readonly uploadAgain?: boolean } = {}) {
    super(message, options);
    this.uploadAgain = options.uploadAgain ?? false;
  }
}

/** Nothing went out, and nothing will until a person does something: 401, 402, a locked or suspended account. */
export class Blocked extends Error {
  override readonly name = 'Blocked';
}

/** Nobody can tell yet whether it went out: a lost answer, a 5xx after the request was sent, a body cut in half. */
export class Ambiguous extends Error {
  override readonly name = 'Ambiguous';
}

/** The campaign's files, or its course, have problems; exit status 1. Holds every one of them. */
export class CampaignProblems extends Error {
  override readonly name = 'CampaignProblems';
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map((p) => `${p.file}:${p.line}: ${p.message}`).join('\n'));
    this.problems = problems;
  }
}

/**
 * The command line or the environment is wrong; exit status 2. `message` says what and how to mend it; `problems` say it line by line, where
 * a file that was named is at fault.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly problems?: readonly Problem[];
  constructor(message: string, problems?: readonly Problem[]) {
    super(message);
    if (problems) this.problems = problems;
  }
}
