/*
 * Server-sent events as Mastodon's streams send them: `event:` and `data:` lines, an empty line at the end of each event, and lines that
 * begin with a colon to show that the server is alive (html.spec.whatwg.org, section 9.2). Pure.
 */

/** Of a line no more is kept: we read ids, and the statuses that come as data are let go. */
const kept = 1_000;

/** Takes pieces of the stream as they come, cut anywhere, and tells of each event when it is whole. */
export const eventReader = (told: (event: string, data: string) => void): ((piece: string) => void) => {
  let rest = '';
  let name = '';
  let data: string | undefined;

  const read = (line: string): void => {
    if (line === '') {
      if (data !== undefined) told(name || 'message', data);
      name = '';
      data = undefined;
      return;
    }
    const { field, value } = /^(?<field>event|data)(?:: ?(?<value>.*))?$/s.exec(line)?.groups ?? {};
    if (field === 'event') name = value ?? '';
    if (field === 'data') data = data === undefined ? (value ?? '') : `${data}\n${value ?? ''}`.slice(0, kept);
  };

  return (piece) => {
    const text = rest + piece;
    // A CR at the very end may be half of a CRLF.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (rest.length > kept) rest = rest.slice(0, kept);
    for (const line of lines) read(line.slice(0, kept));
  };
};
