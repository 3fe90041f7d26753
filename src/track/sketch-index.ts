import type { NetworkName } from '../model.ts';
import type { Cluster } from './cluster.ts';
import { type Sketch, sameWords } from './sketch.ts';

/*
 * Finds the clusters that a text may belong to without comparing it with every one: those that share a band of its sketch.
 */

export type SketchIndex = {
  readonly add: (cluster: Cluster) => void;
  readonly remove: (cluster: Cluster) => void;
  readonly alike: (network: NetworkName, sketch: Sketch) => readonly Cluster[];
};

export const sketchIndex = (): SketchIndex => {
  const places = new Map<string, Set<Cluster>>();
  const placesOf = (network: NetworkName, { bands }: Sketch) => bands.map((band) => `${network} ${band}`);
  return {
    add: (cluster) => {
      for (const place of placesOf(cluster.network, cluster.sketch)) {
        places.set(place, (places.get(place) ?? new Set()).add(cluster));
      }
    },
    remove: (cluster) => {
      for (const place of placesOf(cluster.network, cluster.sketch)) {
        const found = places.get(place);
        found?.delete(cluster);
        if (found?.size === 0) places.delete(place);
      }
    },
    alike: (network, sketch) => {
      const found = new Set(placesOf(network, sketch).flatMap((place) => [...(places.get(place) ?? [])]));
      return [...found].filter((cluster) => sameWords(cluster.sketch, sketch));
    },
  };
};
