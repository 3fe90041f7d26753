import { html } from 'hono/html';

/*
 * Every chart is drawn here, on the server: an SVG with a title and a description, classes in place of inline styles, and no script. Coordinates are of
 * a picture 720 wide; on a narrow page it shrinks, and the style makes its letters larger in return.
 */

export const WIDTH = 720;

type Html = ReturnType<typeof html>;

export type Frame = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly height: number;
  readonly className: string;
};

export const picture = (
  { id, title, description, height, className }: Frame,
  inside: Html,
): Html => html`<figure class="chart">
<svg class="${className}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}.title ${id}.text">
<title id="${id}.title">${title}</title><desc id="${id}.text">${description}</desc>
${inside}
</svg>
</figure>`;
