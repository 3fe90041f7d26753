import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHere } from '../../src/jobs/report/make.ts';
import { askedPeriod } from '../../src/report/period.ts';
import { openStore } from '../../src/store/store.ts';
import { fill, HOUR, NOW, TIME_ZONE } from './world.ts';

/* The page as people see it: in a browser, on a phone and on a desk, light and dark, from left to right and from right to left, on paper. */

const CHROMIUM = '/usr/bin/chromium';
if (!existsSync(CHROMIUM)) console.warn(`${CHROMIUM} is not there: the report is not opened in a browser`);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What runs in the browser sees its document; the rest of the program knows of none. */
type Element = {
  readonly textContent: string;
  readonly getBoundingClientRect: () => {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
    readonly width: number;
    readonly toJSON: () => object;
  };
  readonly closest: (selector: string) => Element;
  open?: boolean;
};
declare const document: {
  readonly body: Element;
  readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number };
  readonly querySelector: (selector: string) => Element;
  readonly querySelectorAll: (selector: string) => Iterable<Element>;
};
declare const getComputedStyle: (element: Element) => {
  readonly fontSize: string;
  readonly direction: string;
  readonly backgroundColor: string;
  readonly breakBefore: string;
};

type Box = { readonly name: string; readonly left: number; readonly right: number };

describe.skipIf(!existsSync(CHROMIUM))('the page of a report in a browser', () => {
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-page-'));
    const file = join(folder, 'campaign.db');
    {
      await using store = await openStore(file);
      await fill(store);
    }
    for (const lang of ['en', 'ar'] as const) {
      await makeHere({
        file,
        campaign: {
          ...{
            id: 'standwiththe6',
            hashtag: 'StandWithThe6',
            timeZone: TIME_ZONE,
            specialDays: ['11-25'],
            lateAfter: 1_800_000,
          },
          networks: [
            { name: 'bluesky', named: ['bluesky'] },
            { name: 'mastodon', named: ['mastodon:mastodon.social', 'mastodon:refuses.example'] },
            { name: 'x', named: ['x'], budget: 20 },
          ],
        },
        partners: [],
        period: askedPeriod({}, NOW + 3 * HOUR, TIME_ZONE),
        ...{ madeAt: NOW + 3 * HOUR, rehearsal: false, lang, out: folder },
      });
    }
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (lang: string, width: number, colorScheme: 'light' | 'dark') => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    const url = pathToFileURL(join(folder, `report-${lang}.html`)).href;
    await page.goto(url);
    return { page, url, asked, complaints, [Symbol.asyncDispose]: () => page.close() };
  };

  const widest = (page: Page) =>
    page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth] as const);

  const looks = (['en', 'ar'] as const).flatMap((lang) =>
    ([360, 1280] as const).flatMap((width) =>
      (['light', 'dark'] as const).map((scheme) => [lang, width, scheme] as const),
    ),
  );

  it.each(looks)(
    'in %s at %i px, %s: fits, asks for nothing, and axe finds nothing serious',
    async (lang, width, scheme) => {
      await using opened = await open(lang, width, scheme);
      const { page, url, asked, complaints } = opened;
      // What is folded up is looked at too.
      if (scheme === 'dark') {
        await page.evaluate(() => {
          for (const details of document.querySelectorAll('details')) details.open = true;
        });
      }
      const [page_, window_] = await widest(page);
      expect(page_).toBeLessThanOrEqual(window_);
      expect(asked).toEqual([url]);
      expect(complaints).toEqual([]);
      // The content policy keeps scripts out of the page; axe comes through the debugger.
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const found = await (
          globalThis as never as {
            axe: {
              run: (
                options: object,
              ) => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
            };
          }
        ).axe.run({ resultTypes: ['violations'] });
        return found.violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html}`);
      });
      expect(violations.filter((words) => /^(serious|critical)/.test(words))).toEqual([]);
    },
  );

  it('keeps every letter of a chart within its picture, and readable on a phone', async () => {
    for (const [lang, width] of [
      ['en', 360],
      ['ar', 360],
      ['en', 1280],
      ['ar', 1280],
    ] as const) {
      await using opened = await open(lang, width, 'light');
      const found = await opened.page.evaluate(() =>
        [...document.querySelectorAll('.chart text')].flatMap((text) => {
          const [own, svg] = [text.getBoundingClientRect(), text.closest('svg').getBoundingClientRect()];
          if (own.width === 0) return [];
          const out =
            own.left < svg.left - 1 ||
            own.right > svg.right + 1 ||
            own.top < svg.top - 1 ||
            own.bottom > svg.bottom + 1;
          const size = Number.parseFloat(getComputedStyle(text).fontSize) * (svg.width / 720);
          return out || size < 8 ? [`${text.textContent} ${out ? 'is cut off' : `is ${size} px high`}`] : [];
        }),
      );
      expect([lang, width, found]).toEqual([lang, width, []]);
    }
  });

  it('has no two day names on each other', async () => {
    for (const width of [360, 1280]) {
      await using opened = await open('en', width, 'light');
      const boxes: Box[] = await opened.page.evaluate(() =>
        [...document.querySelectorAll('#bluesky .hours text:not(.value)')]
          .map((text) => ({
            name: text.textContent,
            ...(text.getBoundingClientRect().toJSON() as { left: number; right: number; width: number }),
          }))
          .filter(({ width: w }) => w > 0),
      );
      const sorted = boxes.sort((a, b) => a.left - b.left);
      expect(sorted.length).toBeGreaterThan(2);
      for (const [i, box] of sorted.entries())
        expect([box.name, (sorted[i + 1]?.left ?? 1e9) > box.right]).toEqual([box.name, true]);
    }
  });

  it('runs from right to left in Arabic, time too', async () => {
    await using opened = await open('ar', 1280, 'light');
    const { direction, first, last, heading } = await opened.page.evaluate(() => {
      const marks = [...document.querySelectorAll('#bluesky .hours .ours')].map(
        (mark) => mark.getBoundingClientRect().left,
      );
      return {
        direction: getComputedStyle(document.body).direction,
        first: marks[0]!,
        last: marks.at(-1)!,
        heading: document.querySelector('#bluesky h2').getBoundingClientRect().right,
      };
    });
    expect(direction).toBe('rtl');
    expect(first).toBeGreaterThan(last);
    expect(heading).toBeGreaterThan(1000);
  });

  it('goes dark where the reader asks for it', async () => {
    const paper = async (scheme: 'light' | 'dark') => {
      await using opened = await open('en', 1280, scheme);
      return await opened.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    };
    expect(await paper('light')).not.toBe(await paper('dark'));
  });

  it('prints on A4, each network on a page of its own, on white whatever the screen', async () => {
    await using opened = await open('en', 1280, 'dark');
    const pdf = (await opened.page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.startsWith('%PDF-')).toBe(true);
    const box = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(pdf)!;
    expect([Number(box[1]), Number(box[2])]).toEqual([expect.closeTo(595, 0), expect.closeTo(842, 0)]);
    const pages = pdf.match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
    expect(pages).toBeGreaterThanOrEqual(4);
    expect(pages).toBeLessThan(24);
    await opened.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const printed = await opened.page.evaluate(() => ({
      breaks: [...document.querySelectorAll('.network')].map((one) => getComputedStyle(one).breakBefore),
      paper: getComputedStyle(document.body).backgroundColor,
    }));
    expect(printed).toEqual({ breaks: ['page', 'page', 'page'], paper: 'rgb(255, 255, 255)' });
  });
});
