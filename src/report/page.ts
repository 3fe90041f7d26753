import { html, raw } from 'hono/html';
import { spelt } from '../model.ts';
import { changeSection } from './page/change.ts';
import { coverageSection } from './page/coverage.ts';
import { growthSection } from './page/growth.ts';
import { languagesSection } from './page/languages.ts';
import { lineSection } from './page/line.ts';
import { messagesSection } from './page/messages.ts';
import { type Html, part } from './page/part.ts';
import { bestHoursSection, boostsSection, moneySection, organicSection, planSection } from './page/rest.ts';
import { edges, networkSentences, periodSentences } from './page/sentences.ts';
import { whoseSection } from './page/whose.ts';
import type { NetworkReport, Report } from './report-schema.ts';
import { reportStyle } from './report-style.ts';
import type { ReportLang } from './speech.ts';
import { type Voice, voice } from './words.ts';
import { type Zone, zone } from './zone.ts';

/* The report as one self-contained page: no script, nothing from outside, every picture drawn here. */

const networkPart = (report: Report, network: NetworkReport, spoken: Voice, here: Zone): Html => {
  const name = spelt[network.network];
  const p = part(report, network, { name, voice: spoken, zone: here });
  return html`
<section class="network" id="${network.network}" aria-labelledby="${network.network}-title">
<h2 id="${network.network}-title">${name}</h2>
<p class="lead">${networkSentences(report, network, spoken).join(' ')}</p>
${changeSection(p)}
${lineSection(p)}
${coverageSection(p)}
${whoseSection(p)}
${messagesSection(p)}
${languagesSection(p)}
${growthSection(p)}
${boostsSection(p)}
${bestHoursSection(p)}
${organicSection(p)}
${planSection(p)}
${moneySection(p)}
</section>`;
};

export const reportPage = (report: Report, lang: ReportLang): string => {
  const spoken = voice(lang, report.campaign.timeZone);
  const here = zone(report.campaign.timeZone);
  const { w, s } = spoken;
  const { first, last } = edges(report, spoken);
  const title = w.title(report.campaign.hashtag);
  const notOver = !report.rehearsal && report.period.until !== report.period.to;
  return String(html`<!doctype html>
<html lang="${lang}" dir="${s.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${raw(reportStyle)}</style>
</head>
<body>
<main>
<header>
<h1>${title}</h1>
<p class="quiet">${first === last ? first : `${first} – ${last}`}</p>
${report.rehearsal ? html`<p class="warn"><strong>${w.rehearsal}</strong></p>` : ''}
<p class="lead">${periodSentences(report, spoken).join(' ')}</p>
${notOver ? html`<p class="warn">${w.notOver(s.wholeMoment(report.period.until))}</p>` : ''}
<nav aria-label="${w.contents}"><ul>${report.networks.map(({ network }) => html`<li><a href="#${network}">${spelt[network]}</a></li>`)}<li><a href="#notes">${w.notes}</a></li></ul></nav>
</header>
${report.networks.map((network) => networkPart(report, network, spoken, here))}
<footer id="notes">
<h2>${w.notes}</h2>
<ul>
<li>${w.noteCause}</li>
<li>${w.noteNetworks}</li>
<li>${w.noteSums}</li>
<li>${w.noteHours(report.campaign.timeZone)}</li>
<li>${w.noteExplain}</li>
</ul>
<p class="quiet">${w.madeAt(s.wholeMoment(report.madeAt))}</p>
</footer>
</main>
</body>
</html>
`);
};
