import type { Attempt, DeliveryId, NetworkName, Recall } from '../../src/model.ts';
import type { Held } from './networks.ts';

/*
 * What really happened, seen from the networks' side: what the program is judged by. A violation is written down at the
 * moment it happens.
 */

export type Out = { readonly network: NetworkName; readonly held: Held };

export const openTruth = (now: () => number, budget: number) => {
  const out: Out[] = [];
  const byStep = new Map<string, Held>();
  const charged = new Map<string, number>();
  const requests = new Map<string, number>();
  const recalls = new Map<number, Recall[]>();
  const wrongs: { readonly delivery: string | undefined; readonly words: string }[] = [];
  const wrong = (words: string, delivery?: string): void => {
    wrongs.push({ delivery, words: `${Temporal.Instant.fromEpochMilliseconds(now())} ${words}` });
  };
  return {
    out,
    recalls,
    wrongs,
    wrong,
    find: (delivery: DeliveryId | string, step: number): Held | undefined => byStep.get(`${delivery}/${step}`),
    onPost: (network: NetworkName, held: Held): void => {
      const { delivery, step } = held.attempt;
      const place = `${delivery}/${step}`;
      if (byStep.has(place)) wrong(`step ${step} of ${delivery} is out twice on ${network}`, delivery);
      byStep.set(place, held);
      out.push({ network, held });
    },
    /** X bills by calendar month. */
    onCharge: (micros: number): void => {
      const month = Temporal.Instant.fromEpochMilliseconds(now()).toString().slice(0, 7);
      const sum = (charged.get(month) ?? 0) + micros;
      charged.set(month, sum);
      if (sum > budget * 1e6) wrong(`X charged $${sum / 1e6} in ${month}, the budget is $${budget}`);
    },
    /** When the last request to publish it was made. */
    lastRequest: (delivery: string): number => requests.get(delivery) ?? 0,
    onPublish: ({ delivery }: Attempt): void => {
      requests.set(delivery, now());
    },
    onRecall: (attempt: Attempt, recall: Recall): void => {
      recalls.set(attempt.id, [...(recalls.get(attempt.id) ?? []), recall]);
    },
  };
};

export type Truth = ReturnType<typeof openTruth>;
