/*
 * The Mastodon servers whose timelines are read, as the campaign's file names them: `mastodon.social`, `host:port`, or a whole address.
 */

export type Server = { readonly host: string; readonly url: string; readonly token?: string };

/** A server's host as the campaign's file names it. */
export const hostOf = (name: string): string => (/^https?:\/\//.test(name) ? new URL(name).host : name.toLowerCase());

/** Whether a host is this machine. */
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/** Whether an address is on this machine: a rehearsal talks to no other. */
export const isHere = (url: string): boolean => loopback.test(URL.parse(url)?.host ?? '');

/** `ours`: the server of the campaign's own account, whose token is sent to it and to no other. `elsewhere`: where a rehearsal has put a host. */
export const servers = (
  names: readonly string[],
  ours: { readonly url: string; readonly token: string } | undefined,
  elsewhere: Readonly<Record<string, string>>,
): Server[] => {
  const found = names.map((name): Server => {
    const host = hostOf(name);
    const origin = URL.parse(name)?.origin;
    const whole = origin?.startsWith('http') ? origin : undefined;
    const url = elsewhere[host] ?? whole ?? `${loopback.test(host) ? 'http' : 'https'}://${host}`;
    const own = ours !== undefined && new URL(ours.url).origin === new URL(url).origin;
    return { host, url, ...(own ? { token: ours.token } : {}) };
  });
  return [...new Map(found.map((server) => [server.host, server])).values()];
};
