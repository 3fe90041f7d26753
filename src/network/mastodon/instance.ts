import { z } from 'zod';
import { Throttled, Unreachable } from '../../errors.ts';
import { statusOf } from './errors.ts';

/*
 * Of what a server says of itself: where its streams are, and whether it shows timelines of hashtags at all.
 */

const address = z.string().optional().catch(undefined);
const access = z.string().nullish().catch(null);
const part = <T extends z.ZodRawShape>(shape: T) => z.object(shape).nullish().catch(null);

/** Both versions of the document. */
const document = z.object({
  urls: part({ streaming_api: address }),
  configuration: part({
    urls: part({ streaming: address }),
    timelines_access: part({ hashtag_feeds: part({ local: access, remote: access }) }),
  }),
});

export type Instance = {
  /** As it was written; `wss://…` most often. */
  readonly streaming?: string;
  /** Since Mastodon 4.5 a server may turn its timelines of hashtags off: they are then empty, for everybody. */
  readonly hashtagsOff: boolean;
};

const kept = Temporal.Duration.from({ hours: 1 });

type Ask = (path: string, search: URLSearchParams, signal: AbortSignal) => Promise<unknown>;

export const instanceOf = (ask: Ask, now: () => Temporal.Instant) => {
  let known: { readonly instance: Instance | undefined; readonly at: Temporal.Instant } | undefined;

  /** Some servers keep the document to their members, or have only the older one. */
  const read = async (path: string, signal: AbortSignal): Promise<Instance | undefined> => {
    try {
      const said = document.safeParse(await ask(path, new URLSearchParams(), signal)).data;
      return said && meaning(said);
    } catch (error) {
      if (error instanceof Throttled || (error instanceof Unreachable && statusOf(error) === undefined)) throw error;
      return undefined;
    }
  };

  return async (signal: AbortSignal): Promise<Instance | undefined> => {
    if (known && Temporal.Duration.compare(now().since(known.at).abs(), kept) < 0) return known.instance;
    const instance = (await read('/api/v2/instance', signal)) ?? (await read('/api/v1/instance', signal));
    known = { instance, at: now() };
    return instance;
  };
};

const meaning = ({ urls, configuration }: z.infer<typeof document>): Instance => {
  const streaming = configuration?.urls?.streaming ?? urls?.streaming_api;
  const { local, remote } = configuration?.timelines_access?.hashtag_feeds ?? {};
  return {
    ...(streaming === undefined ? {} : { streaming }),
    hashtagsOff: local === 'disabled' && remote === 'disabled',
  };
};
