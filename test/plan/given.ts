import fc from 'fast-check';
import type { Audience, Campaign, Composed, Hours, Kind, Message, NetworkName, Rules } from '../../src/model.ts';
import type { LayoutInput, Text } from '../../src/plan/input.ts';

/*
 * Campaigns, messages and rows that stand: one by hand, and any.
 */

export const span = (iso: string): Temporal.Duration => Temporal.Duration.from(iso);
export const date = (iso: string): Temporal.PlainDate => Temporal.PlainDate.from(iso);
export const instant = (iso: string): Temporal.Instant => Temporal.Instant.from(iso);

/** `09:00-12:00` */
export const hours = (text: string): Hours => {
  const [start, end] = text.split('-').map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
  return { start: start!, end: end! };
};

export const campaign: Campaign = {
  id: 'standwiththe6',
  hashtag: 'StandWithThe6',
  timeZone: 'Asia/Hebron',
  statement: { title: 'A statement', publisher: 'A publisher', date: '2021-11-29' },
  goLive: {},
  links: { petition: 'https://example.org/petition', toolkit: undefined },
  languages: {},
  audiences: [
    { lang: 'en', timeZone: 'America/New_York', hours: [hours('09:00-12:00'), hours('17:00-21:00')] },
    { lang: 'ar', timeZone: 'Asia/Hebron', hours: [hours('10:00-13:00'), hours('18:00-22:00')] },
  ],
  networks: [
    { name: 'bluesky', postsPerDay: 3, spacing: span('PT90M') },
    { name: 'mastodon', postsPerDay: 3, spacing: span('PT90M') },
    { name: 'x', postsPerDay: 2, spacing: span('PT2H') },
  ],
  quietHours: hours('23:00-07:00'),
  repeatAfter: span('P14D'),
  horizon: span('P7D'),
  late: { after: span('PT30M'), then: 'ask' },
  specialDays: [{ day: '11-29', postsPerDay: 6, kinds: ['day', 'action'] }],
  approval: { required: true, twoPeople: false },
  watch: { retention: span('P14D'), mastodonServers: [] },
};

export const networks: readonly NetworkName[] = ['bluesky', 'mastodon', 'x'];
const ordinary: readonly Kind[] = ['background', 'action', 'organisations', 'policy'];

/** The texts of a toolkit: the first message is of kind `day`, the others take turns. */
export const texts = (count: number, at: Readonly<Record<string, readonly string[]>> = {}): Text[] =>
  Array.from({ length: count }, (_, index) => `message-${index}`).flatMap((message, index) =>
    ['en', 'ar'].flatMap((lang) =>
      networks.map((network) => ({
        message,
        kind: index === 0 ? 'day' : ordinary[index % ordinary.length]!,
        lang,
        network,
        text: `${message} in ${lang}`,
        at: at[message] ?? [],
      })),
    ),
  );

export const message = (sections: Message['sections'], more: Partial<Message> = {}): Message => ({
  id: 'a-message',
  kind: 'action',
  source: { start: 0, end: 0, sha256: '' },
  at: [],
  media: [],
  contentWarning: {},
  file: 'content/toolkit/a-message.md',
  sections,
  ...more,
});

/** Rules that count characters. */
export const rules = (network: NetworkName, limit = 280): Rules => ({
  network,
  limit,
  unit: 'weighted characters',
  length: (text) => text.length,
  refuses: (text) => (text.includes('\u0000') ? ['a control character'] : []),
  pictures: { most: 4, bytes: 1_000_000, types: ['image/jpeg', 'image/png'], altLength: 1_000 },
  ceilings: [],
});

export const composed = (more: Partial<Composed>): Composed => ({
  network: 'x',
  lang: 'en',
  posts: ['words'],
  text: 'words',
  length: 5,
  lengths: [more.length ?? 5],
  limit: 280,
  unit: 'weighted characters',
  refused: [],
  ...more,
});

// ─── Any ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Clocks that change at 00:00, 02:00 and 03:00, by an hour and by half of one, four times a year, and never. */
export const zones = [
  'Asia/Hebron',
  'America/New_York',
  'Europe/Brussels',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Asia/Kathmandu',
] as const;

const changes = new Map(
  zones.map((timeZone) => {
    const days: Temporal.PlainDate[] = [];
    let at = instant('2020-01-01T00:00Z').toZonedDateTimeISO(timeZone).getTimeZoneTransition('next');
    for (; at !== null && at.year < 2030; at = at.getTimeZoneTransition('next')) days.push(at.toPlainDate());
    return [timeZone, days];
  }),
);

/** A day in the ten years from 2020; every other time one on which this zone's clocks change, or a neighbour of it. */
export const anyDay = (timeZone: (typeof zones)[number]): fc.Arbitrary<Temporal.PlainDate> => {
  const any = fc.integer({ min: 0, max: 3652 }).map((days) => date('2020-01-01').add({ days }));
  const known = changes.get(timeZone)!;
  if (known.length === 0) return any;
  const near = fc.tuple(fc.constantFrom(...known), fc.integer({ min: -2, max: 1 }));
  return fc.oneof(
    any,
    near.map(([day, days]) => day.add({ days })),
  );
};

export const anyZone = fc.constantFrom(...zones);

/** Between quarters of an hour, perhaps across midnight. */
export const anyHours = (longest = 1425, shortest = 15): fc.Arbitrary<Hours> =>
  fc
    .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: shortest / 15, max: longest / 15 }))
    .map(([start, length]) => ({ start: start * 15, end: (start * 15 + length * 15) % 1440 }));

const langs = ['en', 'ar', 'fr'] as const;

// No hours shorter than 90 minutes: none falls whole into an hour that the clocks skip.
const anyAudience = (lang: string): fc.Arbitrary<Audience> =>
  fc.record({
    lang: fc.constant(lang),
    timeZone: anyZone,
    hours: fc.array(anyHours(600, 90), { minLength: 1, maxLength: 2 }),
  });

const anyCampaign = (timeZone: string): fc.Arbitrary<Campaign> =>
  fc
    .record({
      audiences: fc.subarray([...langs], { minLength: 1 }).chain((some) => fc.tuple(...some.map(anyAudience))),
      cadences: fc.tuple(
        ...networks.map(() => fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 36 }))),
      ),
      quietHours: fc.option(anyHours(720), { nil: undefined }),
      repeatAfter: fc.integer({ min: 1, max: 24 * 5 }).map((amount) => Temporal.Duration.from({ hours: amount })),
      special: fc.option(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.subarray(['day', 'action', 'policy'] as Kind[])), {
        nil: undefined,
      }),
    })
    .map(({ audiences, cadences, quietHours, repeatAfter, special }) => ({
      ...campaign,
      timeZone,
      audiences,
      quietHours,
      repeatAfter,
      networks: networks.map((name, index) => ({
        name,
        postsPerDay: cadences[index]![0],
        spacing: Temporal.Duration.from({ minutes: cadences[index]![1] * 5 }),
      })),
      specialDays: special === undefined ? [] : [{ day: '03-28', postsPerDay: special[0], kinds: special[1] }],
    }));

const anyMinute = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 1439 }));

const anyMessage = fc.record({
  kind: fc.constantFrom<Kind>('day', 'action', 'policy', 'background'),
  langs: fc.subarray([...langs], { minLength: 1 }),
  at: fc.oneof(
    { weight: 3, arbitrary: fc.constant<[number, number][]>([]) },
    { weight: 1, arbitrary: fc.array(anyMinute, { maxLength: 2 }) },
  ),
});

const anyRow = fc.record({
  network: fc.constantFrom(...networks),
  /** Steps of five minutes from the day before the range begins. */
  at: fc.integer({ min: 0, max: 9 * 288 }),
  message: fc.constantFrom('m0', 'm1', 'gone'),
  lang: fc.constantFrom(...langs),
  text: fc.constantFrom('0 in en', '1 in en', '1 in ar', 'other words'),
});

export type Given = LayoutInput & { readonly to: Temporal.Instant };

/** Seven days, often ones in which the clocks of the campaign's zone change. */
export const anyInput: fc.Arbitrary<Given> = anyZone.chain((timeZone) =>
  fc
    .record({
      campaign: anyCampaign(timeZone),
      messages: fc.array(anyMessage, { minLength: 1, maxLength: 8 }),
      rows: fc.array(anyRow, { maxLength: 8 }),
      from: anyDay(timeZone).map((day) => day.subtract({ days: 3 })),
    })
    .map(({ campaign, messages, rows, from }) => {
      const start = from.toZonedDateTime(timeZone).toInstant();
      const local = ([days, minutes]: [number, number]) => from.add({ days }).toPlainDateTime('00:00').add({ minutes });
      const texts = messages.flatMap(({ kind, langs, at }, index) =>
        langs.flatMap((lang) =>
          networks.map((network) => ({
            message: `m${index}`,
            kind,
            lang,
            network,
            // Every third message says what another says too.
            text: `${index % 3 === 0 ? 0 : index} in ${lang}`,
            at: at.map((pin) => local(pin).toString()),
          })),
        ),
      );
      const taken = rows.map((row) => ({ ...row, at: start.add({ minutes: row.at * 5 - 1440 }) }));
      const specialDays = campaign.specialDays.map((special) => ({
        ...special,
        day: from.add({ days: 4 }).toString().slice(5),
      }));
      const to = from.add({ days: 7 }).toZonedDateTime(timeZone).toInstant();
      return { campaign: { ...campaign, specialDays }, texts, taken, networks, from, to };
    }),
);
