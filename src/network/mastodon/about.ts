import type { MastodonLimits } from '../../model.ts';
import { checked, type Instance, instance, limitsOf } from './answers.ts';
import { isFate, statusOf } from './errors.ts';
import { nodeinfoPath, type Software, softwareOfNodeinfo, softwareOfVersion } from './software.ts';

/*
 * What the server says of itself: its limits, and the software it runs.
 */

export type Asked = {
  /** The instance document in its two versions. */
  readonly v2: (signal: AbortSignal) => Promise<unknown>;
  readonly v1: (signal: AbortSignal) => Promise<unknown>;
  /** Any other public JSON document of the server. */
  readonly document: (path: string, signal: AbortSignal) => Promise<unknown>;
  readonly now: () => Temporal.Instant;
};

const kept = Temporal.Duration.from({ hours: 1 });

export const aboutServer = ({ v2, v1, document, now }: Asked) => {
  let limits: { readonly value: MastodonLimits; readonly at: Temporal.Instant } | undefined;
  let software: Software | undefined;

  /** Version 2, or version 1 where there is no other. */
  const ask = async (signal: AbortSignal): Promise<Instance> => {
    try {
      return checked(instance, await v2(signal));
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      return checked(instance, await v1(signal));
    }
  };

  const askNodeinfo = async (signal: AbortSignal): Promise<Software | undefined> => {
    try {
      const path = nodeinfoPath(await document('/.well-known/nodeinfo', signal));
      return path === undefined ? undefined : softwareOfNodeinfo(await document(path, signal));
    } catch (error) {
      // Some servers hide it. No answer at all is another matter: the next call will tell.
      if (!isFate(error) || signal.aborted) throw error;
      return undefined;
    }
  };

  return {
    /** Kept for an hour; when the server does not answer then, those last known go on. */
    limits: async (signal: AbortSignal): Promise<MastodonLimits> => {
      if (limits && Temporal.Duration.compare(now().since(limits.at).abs(), kept) < 0) return limits.value;
      try {
        limits = { value: limitsOf(await ask(signal)), at: now() };
      } catch (error) {
        if (!limits) throw error;
      }
      return limits.value;
    },
    software: async (signal: AbortSignal): Promise<Software> => {
      software ??= (await askNodeinfo(signal)) ?? softwareOfVersion((await ask(signal)).version);
      return software;
    },
  };
};
