import { type Document, isAlias, isScalar, type LineCounter, visit, type YAMLError } from 'yaml';

/*
 * Faults of YAML itself, in words. The parser's own ("Nested mappings are not allowed in compact mappings") help
 * only those who wrote one.
 */

export type Fault = { readonly line: number; readonly message: string };

const words: Partial<Record<YAMLError['code'], string>> = {
  BAD_INDENT:
    'this line is not indented like its neighbours, or a bracket here or above is not closed; align the keys of a group with spaces, and close each [ with ] and each { with }',
  TAB_AS_INDENT: 'this line is indented with a tab; use spaces',
  BLOCK_AS_IMPLICIT_KEY:
    'this line cannot be read: either its text holds a colon and needs "quotes", or the line below it is indented too far',
  MULTILINE_IMPLICIT_KEY:
    'this line cannot be read: a key needs a colon and a space after it (`key: value`), and the same indentation as the keys of its group',
  MISSING_CHAR:
    'something is opened here and not closed; look for a bracket, a " or a \' without its partner, and put a value that begins with # in "quotes"',
  BAD_SCALAR_START: 'a value cannot begin with this character; put the value in "quotes"',
  BAD_DQ_ESCAPE: 'a backslash in "double quotes" has a meaning of its own; use \'single quotes\'',
  BAD_ALIAS: 'a value that begins with * must stand in "quotes"',
  MULTIPLE_DOCS: 'a line of --- or ... ends the file, and more follows; take that line out',
  BAD_DIRECTIVE: 'a line cannot begin with %; put the text in "quotes"',
  BLOCK_IN_FLOW: 'inside [ ] and { } write values on one line, with commas between them',
  RESOURCE_EXHAUSTION: 'groups and lists are nested too deeply here; make this simpler',
  NON_STRING_KEY: 'a key must be a plain word',
};

/** An open quote is noticed only at the end of the file: say where it was opened. */
const openedAt = (document: Document, error: YAMLError): number => {
  let at = error.pos[0];
  if (error.code === 'MISSING_CHAR') {
    visit(document, {
      Scalar: (_, node) => {
        const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
        if (quoted && node.range && node.range[0] < at && node.range[2] >= at) at = node.range[0];
      },
    });
  }
  return at;
};

/** What stands in the line just below a fault only follows from it. */
export const syntaxFaults = (document: Document, lines: LineCounter): Fault[] => {
  const faults: Fault[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const error of document.errors) {
    const { line } = lines.linePos(openedAt(document, error));
    const follows = line >= last && line <= last + 1;
    if (!follows) {
      faults.push({ line, message: words[error.code] ?? `this line cannot be read as YAML (${error.message})` });
    }
    last = line;
  }
  return faults;
};

/** Keys given twice. The parser's own check takes a minute for the keys that fit into 1 MB. */
export const repeatedKeys = (document: Document, lines: LineCounter): Fault[] => {
  const faults: Fault[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) {
          const { line } = lines.linePos(key.range?.[0] ?? 0);
          faults.push({
            line,
            message: `\`${name}\` stands here for the second time in its group; keep one of the two`,
          });
        }
        seen.add(name);
      }
    },
  });
  return faults;
};

/** Anchors, aliases and tags: nothing here needs them, and small files can grow huge or strange with them. */
export const refusedNodes = (document: Document, lines: LineCounter): Fault[] => {
  const faults: Fault[] = [];
  visit(document, {
    Node: (_, node) => {
      const at = (message: string) => faults.push({ line: lines.linePos(node.range?.[0] ?? 0).line, message });
      if (isAlias(node))
        at(
          `\`*${node.source}\` refers to another place, which is not allowed here; write the value out, or put it in "quotes"`,
        );
      else if (node.anchor)
        at(`\`&${node.anchor}\` names a place, which is not allowed here; take it out, or put the value in "quotes"`);
      else if (node.tag) at('a value cannot begin with !; take the tag out, or put the value in "quotes"');
    },
  });
  return faults;
};

/** `hashtag: #Word` reads as an empty value with a comment: the commonest surprise of the format. */
export const hashHint = (node: unknown): string =>
  isScalar(node) && node.value === null && node.comment
    ? ' (what follows a # is a comment; to begin a value with #, put it in "quotes")'
    : '';
