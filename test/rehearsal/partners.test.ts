import { describe, expect, it } from 'vitest';
import { networkNames } from '../../src/model.ts';
import { livelyPartners } from '../../src/rehearsal/public/lively.ts';
import { publicOf } from '../../src/rehearsal/public/public.ts';
import { began, smallPublic } from './small-public.ts';

const accounts = { bluesky: 'partner.test', mastodon: 'partner@here', x: 'partner_org' };
const to = began.add({ hours: 72 });
const partners = [
  { id: 'one', accounts },
  { id: 'two', accounts: { bluesky: 'two.test', mastodon: 'two@there.test', x: 'two_org' } },
];
const options = {
  seed: 3,
  hashtag: 'StandWithThe6',
  authors: 0,
  postsPerDay: 0,
  timeZone: 'Asia/Hebron',
  from: began,
  to,
};

describe('partners of the simulated public', () => {
  it('do what they are told, at the moment that is said', () => {
    const at = (minutes: number) => began.add({ minutes });
    const world = publicOf({
      ...options,
      partners: [
        {
          id: 'one',
          accounts,
          deeds: [
            {
              kind: 'post',
              on: 'mastodon',
              at: at(1),
              text: 'Words. #standwiththe6',
              editedAfter: 60,
              thenSays: 'Others.',
            },
            { kind: 'post', on: 'bluesky', at: at(2), sensitiveAfter: 30, deletedAfter: 90 },
            { kind: 'burst', on: 'x', at: at(3), posts: 50, seconds: 60 },
            { kind: 'blocks us', on: 'x', at: at(10) },
          ],
        },
      ],
    });
    expect(world.posts).toHaveLength(52);
    expect(world.posts.every(({ n }, i) => n === i)).toBe(true);
    const [first, second] = world.posts;
    expect(first).toMatchObject({ text: 'Words. #standwiththe6', tagged: true });
    expect(first?.edited).toMatchObject({ text: 'Others.', tagged: false, at: at(2).epochMilliseconds });
    expect(second?.edited).toMatchObject({ sensitive: true, text: second?.text });
    expect(second?.goneAt).toBe(at(2).epochMilliseconds + 90_000);
    const burst = world.posts.filter(({ network }) => network === 'x');
    expect(burst).toHaveLength(50);
    expect(burst.at(-1)!.at - burst[0]!.at).toBeLessThan(60_000);
    expect(new Set(burst.map(({ text }) => text)).size).toBe(50);
    expect(world.events.filter(({ kind }) => kind === 'blocks us')).toMatchObject([{ at: at(10).epochMilliseconds }]);
  });

  it('leave the rest of the public as it would be without them', () => {
    const [plain, told] = [partners, livelyPartners(partners, { seed: 3, from: began, to })].map((given) =>
      smallPublic({ partners: given }),
    );
    const written = (world: typeof plain) =>
      world!.posts.filter(({ person }) => !world!.people[person]?.partner).map(({ text, at }) => `${at} ${text}`);
    expect(written(told)).toEqual(written(plain));
    expect(told!.posts.length).toBeGreaterThan(plain!.posts.length);
  });

  it('of a lively sort do everything that happens to a boost, on every network, and the same for the same seed', () => {
    const lively = () => publicOf({ ...options, partners: livelyPartners(partners, { seed: 3, from: began, to }) });
    const world = lively();
    expect(lively().posts).toEqual(world.posts);
    for (const network of networkNames) {
      const posts = world.posts.filter((post) => post.network === network);
      expect(posts.length).toBeGreaterThan(network === 'bluesky' ? 70 : 20); // a burst of 50 on the first, and about eight a day of each
      expect(posts.some(({ goneAt }) => goneAt !== undefined)).toBe(true);
      expect(posts.some(({ edited }) => edited?.sensitive)).toBe(true);
      expect(posts.some(({ edited }) => edited && !edited.sensitive)).toBe(network !== 'x');
      expect(new Set(posts.flatMap(({ langs }) => langs)).size).toBeGreaterThan(1);
      const blocking = world.people.filter((one) => one.network === network && one.blocks);
      expect(blocking.map(({ partner }) => partner)).toEqual(['two']);
    }
  });
});
