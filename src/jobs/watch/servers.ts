/*
 * The Mastodon servers whose timelines are read, as the campaign's file names them: `mastodon.social`, `host:port`, or a whole address.
 */

export type Server = { readonly host: string; readonly url: string; readonly token?: string };

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/** `ours`: the server of the campaign's own account, whose token is sent to it and to no other. `elsewhere`: where a rehearsal has put a host. */
export const servers = (
  names: readonly string[],
  ours: { readonly url: string; readonly token: string } | undefined,
  elsewhere: Readonly<Record<string, string>>,
): Server[] => {
  const found = names.map((name): Server => {
    const named = /^https?:\/\//.test(name) ? new URL(name) : undefined;
    const host = named?.host ?? name.toLowerCase();
    const url = elsewhere[host] ?? named?.origin ?? `${loopback.test(host) ? 'http' : 'https'}://${host}`;
    const own = ours !== undefined && new URL(ours.url).origin === new URL(url).origin;
    return { host, url, ...(own ? { token: ours.token } : {}) };
  });
  return [...new Map(found.map((server) => [server.host, server])).values()];
};
