import type { Price } from './network.ts';

/** Where nothing costs money. */
export const free: Price = {
  publish: () => 0,
  recall: 0,
  account: 0,
  boost: 0,
  look: 0,
  partnerPosts: () => 0,
  partnerPage: 0,
};
