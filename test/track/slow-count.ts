/*
 * The slow, simple way to tell whether a line of the stream shows a hashtag: parse it, and look at facets, tags and text. Written apart from src/track/, so
 * that the two can disagree.
 */

const form = (text: string): string => text.normalize('NFKC').toLowerCase().normalize('NFKC').replaceAll('ς', 'σ');

// biome-ignore lint/suspicious/noExplicitAny: it reads what JSON.parse gives, and fails where that is something else
type Anything = any;

export const slowHasTag = (text: string, tag: string): boolean => {
  const whole = form(text);
  const wanted = `#${form(tag)}`;
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + 1)) {
    const before = [...whole.slice(0, at)].at(-1) ?? ' ';
    const behind = [...whole.slice(at + wanted.length)][0] ?? ' ';
    const address = whole
      .slice(0, at)
      .split(/[^!-~]/)
      .at(-1)!;
    const inAddress = /https?:\/\//.test(address) && /[?=]$/.test(address);
    if (!inAddress && !/[\p{L}\p{N}_&/]/u.test(before) && !/[\p{L}\p{N}\p{M}_]/u.test(behind)) return true;
  }
  return false;
};

export const slowShows = (record: Anything, tag: string): boolean => {
  const features: Anything[] = (record.facets ?? []).flatMap((facet: Anything) => facet.features ?? []);
  const tags = [...features.flatMap((one) => (one.tag === undefined ? [] : [one.tag])), ...(record.tags ?? [])];
  return tags.some((one) => form(one) === form(tag)) || slowHasTag(record.text ?? '', tag);
};

/** Of a line of the stream: what it says, in one word and the address. */
export const slowRead = (line: string, tag: string): string => {
  const { did, kind, commit, account } = JSON.parse(line);
  if (kind === 'account') return account.active === false ? `author gone ${did}` : 'nothing';
  if (kind !== 'commit' || commit.collection !== 'app.bsky.feed.post') return 'nothing';
  const uri = `at://${did}/app.bsky.feed.post/${commit.rkey}`;
  if (commit.operation === 'delete') return `gone ${uri}`;
  if (slowShows(commit.record, tag)) return `post ${uri}`;
  return commit.operation === 'update' ? `gone ${uri}` : 'nothing';
};
