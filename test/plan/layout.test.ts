import { describe, expect, it } from 'vitest';
import type { Planned } from '../../src/model.ts';
import type { LayoutInput } from '../../src/plan/input.ts';
import { layout, layoutCount, layoutOnce } from '../../src/plan/layout.ts';
import { campaign, date, hours, instant, networks, span, texts } from './given.ts';

const input: LayoutInput = { campaign, texts: texts(12), networks, from: date('2026-11-29'), taken: [] };

/** As the campaign's clocks show them. */
const shown = (rows: readonly Planned[]) =>
  rows.map(({ at, network, lang, message }) => {
    const local = at.toZonedDateTimeISO('Asia/Hebron').toPlainDateTime().toString({ smallestUnit: 'minute' });
    return `${local.slice(5)} ${network} ${lang} ${message}`;
  });

const week = (more: Partial<LayoutInput> = {}) => layout({ ...input, ...more, to: instant('2026-12-05T22:00Z') });

/** One audience and one network, at noon and later. */
const plain: Partial<LayoutInput> = {
  networks: ['bluesky'],
  campaign: {
    ...campaign,
    audiences: [{ lang: 'en', timeZone: 'Asia/Hebron', hours: [hours('12:00-18:00')] }],
    networks: [{ name: 'bluesky', postsPerDay: 2, spacing: span('PT1H') }],
    specialDays: [],
  },
};

describe('layout', () => {
  it('lays out the campaign’s first days', () => {
    expect(shown(layout({ ...input, to: instant('2026-11-29T22:00Z') }))).toMatchInlineSnapshot(`
      [
        "11-29T01:10 bluesky en message-1",
        "11-29T01:10 mastodon en message-9",
        "11-29T01:10 x en message-5",
        "11-29T03:30 bluesky en message-9",
        "11-29T03:30 mastodon en message-1",
        "11-29T03:30 x en message-1",
        "11-29T11:10 bluesky ar message-0",
        "11-29T11:10 mastodon ar message-0",
        "11-29T11:10 x ar message-0",
        "11-29T17:50 bluesky en message-0",
        "11-29T17:50 mastodon en message-0",
        "11-29T17:50 x en message-0",
        "11-29T19:20 bluesky ar message-1",
        "11-29T19:20 mastodon ar message-9",
        "11-29T19:50 x ar message-5",
        "11-29T20:50 bluesky ar message-9",
        "11-29T20:50 mastodon ar message-1",
        "11-29T21:50 x ar message-1",
      ]
    `);
  });

  it('gives ids that stay what they are', () => {
    expect(week()[0]?.id).toBe('aded2097f9d355e2');
    expect(new Set(week().map(({ id }) => id)).size).toBe(week().length);
    expect(week({ salt: 'other' }).some(({ id }) => week().some((row) => row.id === id))).toBe(false);
  });

  it('is by time, then by network', () => {
    const late = texts(12, { 'message-3': ['2026-11-30T23:15'] });
    const keys = week({ texts: late }).map(({ at, network }) => `${at.epochMilliseconds} ${network}`);
    expect(keys).toEqual([...keys].sort());
  });

  it('does not depend on the order of texts, networks and files', () => {
    const turned = {
      texts: [...input.texts].reverse(),
      networks: [...networks].reverse(),
      campaign: { ...campaign, networks: [...campaign.networks].reverse() },
    };
    expect(week(turned)).toEqual(week());
  });

  it('leaves alone networks and languages that nobody asked for', () => {
    const rows = week({ networks: ['x'], texts: texts(12).filter(({ lang }) => lang !== 'ar') });
    expect(new Set(rows.map(({ network, lang }) => `${network} ${lang}`))).toEqual(new Set(['x en']));
    const unheard = texts(3).map((text) => ({ ...text, lang: 'fr' }));
    expect(week({ texts: unheard })).toEqual([]);
  });

  it('begins a special day with the words for it, once it is that day where they are read', () => {
    const first = (lang: string) => week().find((row) => row.lang === lang && row.message === 'message-0')!;
    const own = week().filter(({ at, lang }) => lang === 'en' && at.toZonedDateTimeISO('America/New_York').day === 29);
    expect(own[0]).toEqual(first('en'));
    expect(week().find(({ lang }) => lang === 'ar')).toEqual(first('ar'));
  });

  it('gives words for the day to an audience whose hours all fall on the day before', () => {
    const audiences = [{ lang: 'en', timeZone: 'America/Los_Angeles', hours: [hours('17:00-21:00')] }];
    const rows = week({ campaign: { ...campaign, audiences } });
    expect(rows[0]?.message).toBe('message-0');
  });

  it('keeps words for a day for days that name the kind', () => {
    const specialDays = [{ day: '11-29', postsPerDay: 6, kinds: ['action' as const] }];
    const rows = week({ campaign: { ...campaign, specialDays } });
    expect(rows.some(({ message }) => message === 'message-0')).toBe(false);
  });

  it('says another kind of thing each time, and on other networks another thing in the same hour', () => {
    const rows = week({ from: date('2026-12-01') });
    const kinds = new Map(input.texts.map(({ message, kind }) => [message, kind]));
    const bluesky = rows.filter(({ network }) => network === 'bluesky').slice(0, 6);
    for (const [index, row] of bluesky.slice(1).entries())
      expect(kinds.get(row.message)).not.toBe(kinds.get(bluesky[index]!.message));
    for (const row of rows)
      expect(rows.filter(({ at, message }) => message === row.message && at.equals(row.at))).toEqual([row]);
  });

  it('lets the later of two slots in one hour give way', () => {
    const noon = { ...plain.campaign!, audiences: [{ lang: 'en', timeZone: 'UTC', hours: [hours('12:00-15:00')] }] };
    const cadence = (name: 'bluesky' | 'mastodon', postsPerDay: number) => ({
      name,
      postsPerDay,
      spacing: span('PT1H'),
    });
    const campaign = { ...noon, networks: [cadence('bluesky', 1), cadence('mastodon', 2)] };
    for (const [only, other] of [
      ['message-1', 'message-2'],
      ['message-2', 'message-1'],
    ]) {
      const some = texts(3).filter(({ message, network }) => network === 'bluesky' || message === only);
      const rows = layout({ ...input, campaign, texts: some, to: instant('2026-11-29T22:00Z') });
      expect(shown(rows)).toEqual([`11-29T14:45 mastodon en ${only}`, `11-29T15:30 bluesky en ${other}`]);
    }
  });

  it('says what was said least lately', () => {
    const few = texts(5).filter(({ message }) => message !== 'message-0');
    const rows = layout({
      ...input,
      ...plain,
      campaign: { ...plain.campaign!, repeatAfter: span('P1D') },
      texts: few,
      to: instant('2026-12-09T00:00Z'),
    });
    const said = rows.map(({ message }) => message);
    expect(said.length).toBe(20);
    expect(said.slice(4)).toEqual(said.slice(0, -4));
  });
});

describe('pinned moments', () => {
  const pinned = (at: Readonly<Record<string, string[]>>, more: Partial<LayoutInput> = {}) =>
    shown(week({ ...plain, texts: texts(6, at), ...more }));

  it('are kept to the minute, outside hours and in quiet hours', () => {
    expect(pinned({ 'message-3': ['2026-11-30T03:33'] })).toContain('11-30T03:33 bluesky en message-3');
  });
  it('come before slots, which keep spacing and cap', () => {
    const rows = pinned({ 'message-3': ['2026-11-30T13:00'] });
    expect(rows.filter((row) => row.startsWith('11-30')).map((row) => row.slice(0, 11))).toEqual([
      '11-30T13:00',
      '11-30T16:30',
    ]);
  });
  it('come as soon as spacing allows', () => {
    const rows = pinned({ 'message-3': ['2026-11-30T13:00'], 'message-4': ['2026-11-30T13:20'] });
    expect(rows).toContain('11-30T13:00 bluesky en message-3');
    expect(rows).toContain('11-30T14:00 bluesky en message-4');
  });
  it('come after rows that stand', () => {
    const taken = ['11:30', '12:40'].map((time) => ({
      network: 'bluesky' as const,
      at: instant(`2026-11-30T${time}+02:00`),
      message: 'other',
      lang: 'en',
      text: time,
    }));
    const campaign = { ...plain.campaign!, networks: [{ ...plain.campaign!.networks[0]!, postsPerDay: 3 }] };
    expect(pinned({ 'message-3': ['2026-11-30T12:00'] }, { taken, campaign })).toContain(
      '11-30T13:40 bluesky en message-3',
    );
  });
  it('obey the cap, and do not move to another day', () => {
    const three = {
      'message-1': ['2026-11-30T08:00'],
      'message-2': ['2026-11-30T09:00'],
      'message-3': ['2026-11-30T10:00'],
    };
    expect(pinned(three).filter((row) => row.startsWith('11-30'))).toEqual([
      '11-30T08:00 bluesky en message-1',
      '11-30T09:00 bluesky en message-2',
    ]);
    const late = { 'message-1': ['2026-11-30T23:30'], 'message-2': ['2026-11-30T23:40'] };
    expect(pinned(late).filter((row) => row >= '11-30T19' && row < '12-01T12')).toEqual([
      '11-30T23:30 bluesky en message-1',
    ]);
  });
  it('are refused to a text inside repeatAfter, and to a kind that the day does not take', () => {
    const rows = pinned({ 'message-1': ['2026-11-30T08:00', '2026-12-02T08:00'], 'message-0': ['2026-12-01T08:00'] });
    expect(rows.filter((row) => row.includes('T08:00'))).toEqual(['11-30T08:00 bluesky en message-1']);
  });
  it('do not escape repeatAfter by giving way', () => {
    const said = input.texts.find(({ message, lang }) => message === 'message-3' && lang === 'en')!.text;
    const row = { network: 'bluesky' as const, message: 'other', lang: 'en' };
    const taken = [
      { ...row, at: instant('2026-11-16T13:30+02:00'), text: said },
      { ...row, at: instant('2026-11-30T13:10+02:00'), text: 'in the way' },
    ];
    const rows = pinned({ 'message-3': ['2026-11-30T13:20'] }, { taken });
    expect(rows.filter((row) => row.endsWith('message-3') && row.startsWith('11-30'))).toEqual([]);
  });
  it('keep their text from the slots before them', () => {
    const rows = pinned({ 'message-1': ['2026-12-04T15:07'] });
    expect(rows.filter((row) => row.endsWith('message-1'))).toEqual(['12-04T15:07 bluesky en message-1']);
  });
  it('keep nothing on a day that does not take the kind', () => {
    const campaign = { ...plain.campaign!, specialDays: [{ day: '12-04', kinds: ['policy' as const] }] };
    const rows = pinned({ 'message-1': ['2026-12-04T15:07'] }, { campaign });
    expect(rows.filter((row) => row.endsWith('message-1')).map((row) => row < '12-04')).toEqual([true]);
  });
  it('are not placed again when the row stands and its text was edited', () => {
    const texts6 = texts(6, { 'message-3': ['2026-11-30T13:00'] });
    const taken = [
      {
        network: 'bluesky' as const,
        at: instant('2026-11-30T13:00+02:00'),
        message: 'message-3',
        lang: 'en',
        text: 'before',
      },
    ];
    const rows = shown(
      week({ ...plain, texts: texts6, taken, to: instant('2026-11-30T22:00Z') } as Partial<LayoutInput>),
    );
    expect(rows.filter((row) => row.startsWith('11-30T14'))).toEqual([]);
  });
});

describe('a layout of a given length', () => {
  it('has exactly that many rows, and they are the first of a longer one', () => {
    const rows = layoutCount(input, 300);
    expect(rows.length).toBe(300);
    expect(layoutCount(input, 17)).toEqual(rows.slice(0, 17));
    expect(layout({ ...input, to: rows.at(-1)!.at.add({ milliseconds: 1 }) }).slice(0, 300)).toEqual(rows);
    expect(layoutCount(input, 0)).toEqual([]);
  });
  it('says in words when the campaign has not enough to say', () => {
    expect(() => layoutCount({ ...input, texts: [] }, 1)).toThrow('0 of 1 deliveries find a slot');
    expect(() => layoutCount({ ...input, texts: texts(1) }, 300)).toThrow(
      '126 of 300 deliveries find a slot in the twenty years from 2026-11-29: it takes more messages',
    );
  });
});

describe('a layout of each text once', () => {
  const key = ({ message, lang, network }: { message: string; lang: string; network: string }) =>
    `${message} ${lang} ${network}`;
  it('says everything on each network, and nothing twice', () => {
    const rows = layoutOnce(input).map(key);
    expect(rows.toSorted()).toEqual(input.texts.map(key).toSorted());
  });
  it('waits for the day that a text is for', () => {
    const rows = layoutOnce({ ...input, from: date('2026-12-01') });
    const last = rows.at(-1)!;
    expect(rows.length).toBe(72);
    expect(last.message).toBe('message-0');
    expect(last.at.toZonedDateTimeISO('Asia/Hebron').toPlainDate().toString()).toBe('2027-11-29');
  });
  it('gives up on a text whose day never comes', () => {
    const rows = layoutOnce({ ...input, campaign: { ...campaign, specialDays: [] } });
    expect(rows.length).toBe(66);
    expect(rows.some(({ message }) => message === 'message-0')).toBe(false);
  });
  it('leaves out what was said already', () => {
    const said = input.texts[3]!;
    const rows = layoutOnce({ ...input, taken: [{ ...said, at: instant('2020-01-01T00:00Z') }] });
    expect(rows.map(key)).not.toContain(key(said));
    expect(rows.length).toBe(71);
  });
});
