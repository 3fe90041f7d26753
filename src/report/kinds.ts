/* Lists that a report's parts share; apart from its schema, so that making a report need not load one. */

/** Ages at which posts are held against each other. */
export const ages = ['1h', '6h', '1d', '3d', '7d'] as const;
export type Age = (typeof ages)[number];

/** What became of a delivery, as a report tells it. */
export const outcomes = ['published', 'waiting', 'held', 'skipped', 'rejected', 'unconfirmed', 'retracted'] as const;
export type Outcome = (typeof outcomes)[number];
