/*
 * The posts of one section, between lines of only `---`.
 */

type Fault = { readonly line: number; readonly message: string };

/** More than a timeline shows in one piece, and each counts against the account's limits: a long read belongs on a page. */
const mostPosts = 25;

/** `lines` stand below the heading in line `headingLine`. Each post is trimmed; one alone is simply the text. */
export const readThread = (lines: readonly string[], headingLine: number): { text: string; faults: Fault[] } => {
  const posts: string[][] = [[]];
  const begins: number[] = [headingLine];
  for (const [i, text] of lines.entries()) {
    if (text.trim() === '---') {
      posts.push([]);
      begins.push(headingLine + 1 + i);
    } else posts.at(-1)?.push(text);
  }
  const texts = posts.map((post) => post.join('\n').trim());
  const faults = texts.flatMap((text, i) => {
    if (text !== '') return [];
    // Of the first post the line of `---` below it says more than the heading does.
    const line = begins[i === 0 ? 1 : i] ?? headingLine;
    return [
      {
        line,
        message: `post ${i + 1} of ${texts.length} of this thread is empty; write its text, or take a line of \`---\` out`,
      },
    ];
  });
  if (texts.length > mostPosts) {
    faults.push({
      line: begins[mostPosts] ?? headingLine,
      message: `this thread has ${texts.length} posts, and may have ${mostPosts}; make it shorter`,
    });
  }
  return { text: texts.join('\n---\n'), faults };
};
