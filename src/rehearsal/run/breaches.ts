import type { NetworkName } from '../../model.ts';
import type { Sight } from '../../store/rehearsal-watch.ts';
import type { Result } from '../../store/results.ts';
import type { Wrong } from './tally.ts';
import type { SentAgain } from './witness.ts';

/** What the store and the networks saw of a broken protocol, once for each delivery. */
export const breaches = (
  results: readonly Result[],
  sights: readonly Sight[],
  sentAgain: readonly SentAgain[],
): Wrong[] => {
  const deliveryOf = (network: NetworkName, text: string) =>
    results.find((one) => one.network === network && one.content?.posts.includes(text))?.id;
  const seen = [
    ...sights.map(({ delivery, network, words }) => ({ network, delivery, about: words })),
    ...sentAgain.map(({ network, text }) => ({
      network,
      delivery: deliveryOf(network, text),
      about: 'a post that was out already was sent again, and nobody had looked whether it was',
    })),
  ];
  const first = new Map(seen.toReversed().map((one) => [one.delivery ?? one.about, one]));
  return [...first.values()].map(({ network, delivery, about }) => ({
    what: 'breach',
    network,
    about: delivery === undefined ? about : `${delivery}: ${about}`,
    ...(delivery === undefined ? {} : { delivery }),
  }));
};
