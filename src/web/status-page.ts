import { html, raw } from 'hono/html';
import type { Overview } from '../jobs/overview.ts';
import type { Campaign } from '../model.ts';
import { style } from '../report/style.ts';

/** How the campaign stands, on one page. */
export const statusPage = (
  campaign: Campaign,
  { networks, running, counts, waiting, boosts, spent }: Overview,
) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>#${campaign.hashtag}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>#${campaign.hashtag}</h1>
<p class="quiet">Times are of ${campaign.timeZone}.</p>
${running ? '' : html`<p class="bad"><strong>The planner has not ticked for a while: nothing is published.</strong> Look at the log; is Redis there?</p>`}
<h2>Networks</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">network</th><th scope="col">state</th><th scope="col">next</th><th scope="col">why</th></tr></thead>
<tbody>${networks.map(
  (one) =>
    html`<tr><td>${one.network}</td><td>${one.state}</td><td>${
      one.next ? one.next.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ') : ''
    }</td><td>${one.reason ?? ''}</td></tr>`,
)}</tbody>
</table></div>
<h2>Deliveries</h2>
<div class="scroll"><table class="sums">
<thead><tr>${Object.keys(counts).map((state) => html`<th scope="col">${state}</th>`)}</tr></thead>
<tbody><tr>${Object.values(counts).map((count) => html`<td>${count}</td>`)}</tr></tbody>
</table></div>
<h2>Waiting for a person</h2>
${
  waiting.length === 0
    ? html`<p>Nothing.</p>`
    : html`<div class="scroll"><table>
<thead><tr><th scope="col">delivery</th><th scope="col">for</th><th scope="col">why</th></tr></thead>
<tbody>${waiting.map((one) => html`<tr><td>${one.id}</td><td>${one.kind}</td><td>${one.reason}</td></tr>`)}</tbody>
</table></div>`
}
${
  boosts.paused.length + boosts.accounts.length === 0
    ? ''
    : html`<h2>Boosting</h2>
<ul>${boosts.paused.map((one) => html`<li>Paused, ${one.scope}: ${one.reason}</li>`)}${boosts.accounts.map(
        (one) => html`<li>${one.partner} on ${one.network}: ${one.problem}</li>`,
      )}</ul>`
}
<h2>Money</h2>
<p>X this month: $${spent.x.month.toFixed(2)} of $${spent.x.budget}.</p>
</main>
</body>
</html>`;
