import { html, raw } from 'hono/html';
import { type NetworkName, spelt } from '../model.ts';
import { style } from './style.ts';

/* The report of a rehearsal: each network on its own, what was planned and what became of it. One self-contained page. */

type Row = {
  readonly message: string;
  readonly lang: string;
  readonly network: NetworkName;
  readonly at: Temporal.Instant;
  readonly state: string;
  readonly reason?: string;
  readonly content?: { readonly posts: readonly string[] };
};

type Line = {
  readonly network: NetworkName;
  readonly planned: number;
  readonly published: number;
  readonly late: number;
  readonly skipped: number;
  readonly rejected: number;
  readonly unconfirmed: number;
  readonly missing: number;
  readonly duplicates: number;
  readonly counted?: number;
};

export type RehearsalPage = {
  readonly campaign: { readonly hashtag: string; readonly timeZone: string };
  readonly results: readonly Row[];
  readonly rehearsed: {
    readonly lines: readonly Line[];
    readonly wrong: readonly { readonly what: string; readonly network: string; readonly about: string }[];
    readonly complaints: readonly string[];
    readonly late: { readonly p50: number; readonly p99: number; readonly max: number };
    readonly seconds: number;
    readonly virtualDays: number;
  };
  readonly speed: number;
  readonly seed: number;
};

const columns = [
  'planned',
  'published',
  'late',
  'skipped',
  'rejected',
  'unconfirmed',
  'missing',
  'duplicates',
] as const;

/** Languages written from right to left, of those a campaign is likely to use. */
const rightToLeft = /^(ar|he|fa|ur|ckb|ps|sd|ug|yi)\b/;

const section = (line: Line, rows: readonly Row[], timeZone: string) => html`
<section>
<h2>${spelt[line.network]}</h2>
<table class="sums">
<thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}<th scope="col">counted there</th></tr></thead>
<tbody><tr>${columns.map((name) => html`<td>${line[name]}</td>`)}<td>${line.counted ?? 'not ours to count'}</td></tr></tbody>
</table>
<details>
<summary>Each delivery on ${spelt[line.network]}</summary>
<table>
<thead><tr><th scope="col">when (${timeZone})</th><th scope="col">message</th><th scope="col">language</th><th scope="col">what became of it</th><th scope="col">text</th></tr></thead>
<tbody>${rows.map(
  (row) => html`<tr>
<td><time datetime="${row.at.toString()}">${row.at.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')}</time></td>
<td>${row.message}</td><td>${row.lang}</td><td>${row.state}${row.reason ? html`: ${row.reason}` : ''}</td>
<td class="text" lang="${row.lang}" dir="${rightToLeft.test(row.lang) ? 'rtl' : 'ltr'}">${row.content?.posts.join('\n—\n') ?? ''}</td></tr>`,
)}</tbody>
</table>
</details>
</section>`;

const verdict = ({ rehearsed }: RehearsalPage) => {
  const sum = (name: (typeof columns)[number]) => rehearsed.lines.reduce((total, line) => total + line[name], 0);
  const bad = sum('missing') + sum('duplicates');
  return html`<p class="${bad === 0 ? 'good' : 'bad'}"><strong>${
    bad === 0
      ? `${sum('published')} of ${sum('planned')} deliveries are out, each exactly once.`
      : `${sum('missing')} missing and ${sum('duplicates')} posted twice.`
  }</strong> The rehearsal covered ${rehearsed.virtualDays} days of the campaign in ${rehearsed.seconds.toFixed(1)} s.
A worker had each delivery ${rehearsed.late.p50} ms after it was due (median; 99 of 100 within ${rehearsed.late.p99} ms, at most ${rehearsed.late.max} ms).</p>`;
};

export const rehearsalPage = (page: RehearsalPage): string => {
  const { campaign, results, rehearsed, speed, seed } = page;
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>Rehearsal of #${campaign.hashtag}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>Rehearsal of #${campaign.hashtag}</h1>
<p class="quiet">Nothing here was sent to a real network. Clock speed ${speed}, seed ${seed}.</p>
${verdict(page)}
${rehearsed.wrong.length === 0 ? '' : html`<h2>What went wrong</h2><ul>${rehearsed.wrong.map((one) => html`<li>${one.what}, ${one.network}: ${one.about}</li>`)}</ul>`}
${rehearsed.complaints.length === 0 ? '' : html`<h2>What the local networks did not like</h2><ul>${rehearsed.complaints.map((words) => html`<li>${words}</li>`)}</ul>`}
${rehearsed.lines.map((line) =>
  section(
    line,
    results.filter((row) => row.network === line.network),
    campaign.timeZone,
  ),
)}
</main>
</body>
</html>
`);
};
