/*
 * Whether a server remembers Idempotency-Keys. Sending a lost post again is safe only where it does, and only its
 * software tells: no answer of the API says so.
 */

// Mastodon and Hometown keep a key for an hour; so do Pleroma and Akkoma. GoToSocial and Pixelfed ignore it.
const keepers = new Set(['mastodon', 'hometown', 'pleroma', 'akkoma']);

export type Software = { readonly name: string; readonly honoursKeys: boolean };

export const software = (name: string): Software => ({ name, honoursKeys: keepers.has(name.trim().toLowerCase()) });

/** From the `version` of the instance: `2.7.2 (compatible; Pleroma 2.5.0)` is Pleroma, a plain `4.6.0+fork` Mastodon. */
export const softwareOfVersion = (version: string): Software => {
  const other = /\(compatible;\s*(?<name>[^\s;)]+)/i.exec(version)?.groups?.name;
  if (other !== undefined) return software(other);
  // GoToSocial counts from 0.x; Mastodon itself has kept keys since long before 3.0.
  return software(/^[345]\.\d+\.\d+/.test(version.trim()) && !version.includes('(') ? 'mastodon' : 'unknown software');
};

/** The path of the newest nodeinfo document that a server offers. Only the path: we do not follow it to another host. */
export const nodeinfoPath = (wellKnown: unknown): string | undefined => {
  const links = (wellKnown as { links?: unknown } | null)?.links;
  if (!Array.isArray(links)) return undefined;
  const hrefs = links
    .filter((link) => typeof link?.rel === 'string' && /nodeinfo\.diaspora\.software\/ns\/schema\/2\./.test(link.rel))
    .map((link) => link.href)
    .filter((href): href is string => typeof href === 'string' && URL.canParse(href));
  const last = hrefs.at(-1);
  return last === undefined ? undefined : new URL(last).pathname;
};

export const softwareOfNodeinfo = (nodeinfo: unknown): Software | undefined => {
  const name = (nodeinfo as { software?: { name?: unknown } } | null)?.software?.name;
  return typeof name === 'string' && name !== '' ? software(name) : undefined;
};
