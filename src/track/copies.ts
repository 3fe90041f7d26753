import type { CopyGroup, NetworkName, Seen } from '../model.ts';
import { type Cluster, clusterOf } from './cluster.ts';
import { sketchOf } from './sketch.ts';
import { sketchIndex } from './sketch-index.ts';

/*
 * Who pasted what others pasted: near-duplicates by many authors within some hours are one group (docs/organic-share.md). Everything here
 * lives in memory only; what is told of a group are sizes and hours.
 */

const HOUR_MS = 3_600_000;

export type CopySettings = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newId: () => string;
  /** By so many people … */
  readonly authors?: number;
  /** … within this time it is a group. After as long without another copy it is forgotten here; what was told of it stays. */
  readonly windowMs?: number;
  /** Posts that are remembered, of each network. */
  readonly most?: number;
};

export type CopyWatch = {
  readonly add: (post: Seen) => void;
  readonly gone: (uri: string) => void;
  readonly authorGone: (network: NetworkName, author: string) => void;
  /** Groups that changed since this was last asked, as they stand now; one that is none any more comes once more, empty. */
  readonly changed: () => CopyGroup[];
};

export const copyWatch = ({
  now,
  newId,
  authors = 5,
  windowMs = 6 * HOUR_MS,
  most = 20_000,
}: CopySettings): CopyWatch => {
  const index = sketchIndex();
  /** In the order of their last copy. */
  const clusters = new Set<Cluster>();
  const ofPost = new Map<string, Cluster>();
  const ofAuthor = new Map<string, Set<string>>();
  const changed = new Set<Cluster>();
  const held = new Map<NetworkName, number>();

  const count = (network: NetworkName, by: number) => held.set(network, (held.get(network) ?? 0) + by);
  const person = (network: NetworkName, author: string) => `${network} ${author}`;

  const forgetPost = (cluster: Cluster, uri: string): void => {
    const author = cluster.take(uri);
    if (author === undefined) return;
    ofPost.delete(uri);
    count(cluster.network, -1);
    const theirs = ofAuthor.get(person(cluster.network, author));
    theirs?.delete(uri);
    if (theirs?.size === 0) ofAuthor.delete(person(cluster.network, author));
  };

  const drop = (cluster: Cluster): void => {
    clusters.delete(cluster);
    index.remove(cluster);
    for (const uri of cluster.posts()) forgetPost(cluster, uri);
  };

  /** Lets go of what no other copy will meet any more, and of the oldest where there is too much. */
  const tidy = (network: NetworkName): void => {
    for (const cluster of clusters) {
      const old = cluster.last() < now() - windowMs;
      const full = (held.get(network) ?? 0) > most;
      if (!old && !full) return;
      // What is still to be told goes the next time.
      if (!changed.has(cluster) && (old || cluster.network === network)) drop(cluster);
    }
  };

  const remove = (uri: string): void => {
    const cluster = ofPost.get(uri);
    if (!cluster) return;
    forgetPost(cluster, uri);
    if (cluster.isGroup()) changed.add(cluster);
    else if (cluster.posts().length === 0) drop(cluster);
  };

  return {
    add: ({ network, uri, author, at, text }) => {
      if (ofPost.has(uri)) return;
      const sketch = sketchOf(text);
      if (!sketch) return;
      const moment = at.epochMilliseconds;
      const near = index.alike(network, sketch).find((one) => Math.abs(moment - one.last()) <= windowMs);
      const cluster = near ?? clusterOf({ id: newId(), network, sketch, authors, windowMs });
      if (!near) index.add(cluster);
      cluster.add(uri, author, moment);
      clusters.delete(cluster);
      clusters.add(cluster);
      ofPost.set(uri, cluster);
      const theirs = ofAuthor.get(person(network, author)) ?? new Set();
      ofAuthor.set(person(network, author), theirs.add(uri));
      count(network, 1);
      if (cluster.isGroup()) changed.add(cluster);
      tidy(network);
    },
    gone: remove,
    authorGone: (network, author) => {
      for (const uri of [...(ofAuthor.get(person(network, author)) ?? [])]) remove(uri);
    },
    changed: () => {
      const told = [...changed].map((cluster) => cluster.told());
      changed.clear();
      return told;
    },
  };
};
