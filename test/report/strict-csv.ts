/** A reader that takes RFC 4180 and nothing else: CRLF after each row, quotes only around whole fields, rows of one length. */
export const read = (text: string): string[][] => {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const fault = (words: string): never => {
    throw new Error(`${words} at ${at}: ${JSON.stringify(text.slice(Math.max(0, at - 20), at + 20))}`);
  };
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      for (at += 1; ; at += 1) {
        if (at >= text.length) fault('a quote that is not closed');
        if (text[at] !== '"') field += text[at];
        else if (text[at + 1] === '"') {
          field += '"';
          at += 1;
        } else break;
      }
      at += 1;
    } else {
      for (; at < text.length && text[at] !== ',' && text[at] !== '\r'; at += 1) {
        if (text[at] === '"' || text[at] === '\n') fault('a quote or line break in a field without quotes');
        field += text[at];
      }
    }
    row.push(field);
    if (text[at] === ',') at += 1;
    else if (text[at] === '\r' && text[at + 1] === '\n') {
      at += 2;
      rows.push(row);
      row = [];
    } else fault('neither a comma nor CRLF');
  }
  if (row.length > 0) fault('a last row without CRLF');
  if (rows.some((one) => one.length !== rows[0]!.length)) fault('rows of different lengths');
  return rows;
};
