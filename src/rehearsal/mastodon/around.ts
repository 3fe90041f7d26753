import type { Call } from '../http.ts';
import type { Public } from '../public/public.ts';
import { type Held, uriOf } from './entities.ts';
import type { Fediverse } from './fediverse.ts';
import { openNeighbours } from './neighbours.ts';
import { peopleRoutes } from './people-routes.ts';
import type { StatusStore } from './statuses.ts';
import { tagsIn } from './tag-index.ts';
import { knownStatus, type Showing } from './their-entities.ts';
import { type StreamAccess, type TagAccess, tagsOf, timelineRoutes } from './timeline-routes.ts';

/*
 * What is around our account on its server: other people, timelines and streams, other servers; and how they hear of us.
 */

type Around = {
  readonly public?: Public;
  readonly fediverse: Fediverse;
  readonly home: string;
  readonly tagTimeline: TagAccess;
  readonly streaming: StreamAccess;
  readonly lateness?: Temporal.Duration;
  readonly thumpMs?: number;
  readonly store: StatusStore;
  readonly ours: (call: Call) => boolean;
  readonly complain: (words: string) => void;
  readonly server: () => string;
  readonly boosted: (id: string) => boolean;
  /** The document of a status of ours. */
  readonly show: (id: string) => object | undefined;
};

/** The streaming server's heartbeat, in real milliseconds. */
const thump = 15_000;

export const aroundOf = (around: Around) => {
  const { fediverse, home, tagTimeline, streaming, store, ours, complain, server } = around;
  const neighbours = openNeighbours({
    ...{ public: around.public, fediverse, home },
    lateness: around.lateness?.total('milliseconds') ?? 0,
    tell: ({ event, known }) => timelines.tell(event, known.id, tagsOf(known)),
  });
  const showing = (): Showing => ({ neighbours, fediverse, server: server(), boosted: around.boosted });
  const theirs = (id: string) => {
    const known = neighbours.get(id);
    // Who has blocked us shows us nothing; the server does not say that this is why.
    if (known?.kind === 'theirs' && neighbours.crowd.blocksUs(known.living.person)) return undefined;
    return known && knownStatus(showing(), known);
  };
  const timelines = timelineRoutes({
    ...{ neighbours, tagTimeline, streaming, ours, server, complain },
    show: (id) => around.show(id) ?? theirs(id),
    thumpMs: around.thumpMs ?? thump,
  });
  return {
    neighbours,
    showing,
    theirs,
    timelines,
    people: peopleRoutes({ showing, ours, mine: store.all }),
    published: (held: Held): void => {
      neighbours.crowd.ours.took(held.id, held.at.epochMilliseconds);
      if (held.visibility !== 'public') return;
      neighbours.tags.add(held.id, tagsIn(held.text));
      timelines.tell('update', held.id, tagsIn(held.text));
      fediverse.published({ held, uri: uriOf(server(), held.id), server: server() });
    },
    deleted: (held: Held): void => {
      neighbours.crowd.ours.lost(held.id);
      neighbours.tags.remove(held.id, tagsIn(held.text));
      timelines.tell('delete', held.id, tagsIn(held.text));
      fediverse.deleted(uriOf(server(), held.id));
    },
  };
};
