import { describe, expect, it } from 'vitest';
import { Ambiguous, Blocked, Rejected, Throttled, Unreachable } from '../../src/errors.ts';
import type { Accompaniment, Attempt, DeliveryId, NetworkName, Picture, Receipt } from '../../src/model.ts';
import type { Network } from '../../src/network/network.ts';
import type { Fault, FaultSource, LocalNetwork } from '../../src/rehearsal/local.ts';
import type { Public } from '../../src/rehearsal/public/public.ts';
import { png } from '../rehearsal/small-pictures.ts';
import { boosting } from './boosting.ts';

/*
 * One suite that every adapter passes, each against its own local network over real HTTP.
 *
 *   contract('bluesky', {
 *     start: async ({ now, faults }) => ({ local, network, [Symbol.asyncDispose]: … }),
 *     publishes: ({ method, path }) => method === 'POST' && path === '/xrpc/com.atproto.repo.putRecord',
 *     throttled: { when: 'before', what: { kind: 'answer', status: 429, headers: { … }, body: '…' } },   // until 12:15
 *   });
 */

export type Subject = AsyncDisposable & { readonly local: LocalNetwork; readonly network: Network };

export type Contract = {
  readonly start: (options: { now: () => Temporal.Instant; faults: FaultSource; public?: Public }) => Promise<Subject>;
  /** Tells the request that publishes from the others (log-in, look-ups). */
  readonly publishes: (request: { readonly method: string; readonly path: string }) => boolean;
  /** Tells the request that boosts. */
  readonly boosts: (request: { readonly method: string; readonly path: string }) => boolean;
  /** The network's own 429, asking to wait until `throttledUntil`. */
  readonly throttled: Fault;
};

export const contractNow = Temporal.Instant.from('2026-11-29T12:00:00Z');
export const throttledUntil = Temporal.Instant.from('2026-11-29T12:15:00Z');

const soon = () => AbortSignal.timeout(10_000);
const before = (what: Fault['what']): Fault => ({ when: 'before', what });
const after = (what: Fault['what']): Fault => ({ when: 'after', what });
const html = {
  kind: 'answer',
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html>Bad gateway</html>',
} as const;

const texts: readonly (readonly [string, string, string])[] = [
  ['a plain sentence', 'en', 'Al-Haq calls on everybody to stand with the six.\n\n#StandWithThe6'],
  ['Arabic with a Latin hashtag', 'ar', 'تدعو مؤسسة الحق إلى التضامن مع المنظمات الست، الآن.\n\n#StandWithThe6'],
  ['a link and a hashtag', 'en', 'Sign the petition: https://example.org/petition?a=1&b=2\n\n#StandWithThe6'],
  ['emoji before the hashtag', 'en', 'Six lamps 🪔🪔🪔🪔🪔🪔 #StandWithThe6, lit for 👩‍👩‍👧‍👦'],
  ['signs that mean something in HTML', 'en', 'Solidarity <is> "more" & louder than \'fear\' #StandWithThe6'],
];

export const contract = (name: NetworkName, { start, publishes, boosts, throttled }: Contract): void => {
  const stage = async () => {
    let planned: Fault | undefined;
    const subject = await start({
      now: () => contractNow,
      faults: (request) => {
        if (!publishes(request)) return undefined;
        const fault = planned;
        planned = undefined;
        return fault;
      },
    });
    return {
      ...subject,
      failNextPublish: (fault: Fault) => {
        planned = fault;
      },
      [Symbol.asyncDispose]: () => subject[Symbol.asyncDispose](),
    };
  };

  let count = 0;
  const attemptOn = (network: Network, text: string, lang = 'en', more: Accompaniment = {}): Attempt => {
    count += 1;
    const delivery = `c0ffee${String(count).padStart(10, '0')}` as DeliveryId;
    const at = contractNow.subtract({ minutes: count });
    const key = network.key({ id: delivery, at }, 0);
    return { id: count, delivery, step: 0, text, lang, hash: '', key, createdAt: contractNow, with: more };
  };

  describe(`${name}: what every network's adapter does`, () => {
    it.each(texts)('publishes %s exactly as written, in its language', async (_what, lang, text) => {
      await using s = await stage();
      const receipt = await s.network.publish(attemptOn(s.network, text, lang), soon());
      expect(s.local.posts().map((post) => post.text)).toEqual([text]);
      if (name !== 'x') expect(s.local.posts()[0]?.langs).toEqual([lang]);
      expect(receipt.remoteId).toBe(s.local.posts()[0]?.id);
      expect(receipt.url).toMatch(/^https?:\/\//);
      expect(s.local.complaints()).toEqual([]);
    });

    it.each(texts)('finds %s again when the answer was lost', async (_what, lang, text) => {
      await using s = await stage();
      const attempt = attemptOn(s.network, text, lang);
      s.failNextPublish(after({ kind: 'close' }));
      await expect(s.network.publish(attempt, soon())).rejects.toBeInstanceOf(Ambiguous);
      const recall = await s.network.recall(attempt, soon());
      expect(recall).toMatchObject({ kind: 'found', receipt: { remoteId: s.local.posts()[0]?.id } });
    });

    it('does not find an attempt that never arrived, and makes one post of it where sending again is safe', async () => {
      await using s = await stage();
      const attempt = attemptOn(s.network, 'This one got lost on the way. #StandWithThe6');
      s.failNextPublish(before({ kind: 'close' }));
      await expect(s.network.publish(attempt, soon())).rejects.toBeInstanceOf(Ambiguous);
      const recall = await s.network.recall(attempt, soon());
      if (recall.kind !== 'absent') throw new Error('found what was never there');
      expect(recall.why).not.toBe('');
      if (recall.resend) {
        await s.network.publish(attempt, soon());
        expect(s.local.posts()).toHaveLength(1);
      }
    });

    it('does not mistake another post of ours for the lost one', async () => {
      await using s = await stage();
      await s.network.publish(attemptOn(s.network, 'Stand with the six today. #StandWithThe6'), soon());
      const lost = attemptOn(s.network, 'Stand with the six today! #StandWithThe6');
      expect(await s.network.recall(lost, soon())).toMatchObject({ kind: 'absent' });
    });

    it('makes one post of the same attempt sent twice', async () => {
      await using s = await stage();
      const attempt = attemptOn(s.network, 'Once, and only once. #StandWithThe6');
      const first = await s.network.publish(attempt, soon());
      if (attempt.key === '') {
        await expect(s.network.publish(attempt, soon())).rejects.toBeInstanceOf(Ambiguous);
      } else {
        expect((await s.network.publish(attempt, soon())).remoteId).toBe(first.remoteId);
      }
      expect(s.local.posts()).toHaveLength(1);
    });

    const picture = (alt: string): Picture => ({ bytes: png(40, 30), type: 'image/png', width: 40, height: 30, alt });
    const upload = async (network: Network, alt: string) => {
      const { remoteId } = await network.upload(picture(alt), soon());
      return { remoteId, width: 40, height: 30, alt };
    };
    const answering = (root: Receipt, parent: Receipt): Accompaniment => ({ reply: { root, parent } });

    it('shows pictures in their order, each with its own words, and nothing before the post', async () => {
      await using s = await stage();
      const pictures = [await upload(s.network, 'Six lamps in a window'), await upload(s.network, 'ستة مصابيح')];
      expect(s.local.posts()).toEqual([]);
      await s.network.publish(attemptOn(s.network, 'Look. #StandWithThe6', 'en', { pictures }), soon());
      const shown = s.local.posts()[0]?.pictures?.map(({ alt, width, height }) => [alt, width, height]);
      expect(shown).toEqual([
        ['Six lamps in a window', 40, 30],
        ['ستة مصابيح', 40, 30],
      ]);
      expect(s.local.complaints()).toEqual([]);
    });

    it('publishes a thread post by post, and finds the one whose answer was lost', async () => {
      await using s = await stage();
      const first = await s.network.publish(attemptOn(s.network, 'One. #StandWithThe6'), soon());
      const two = attemptOn(s.network, 'Two.', 'en', answering(first, first));
      s.failNextPublish(after({ kind: 'close' }));
      await expect(s.network.publish(two, soon())).rejects.toBeInstanceOf(Ambiguous);
      const recall = await s.network.recall(two, soon());
      if (recall.kind !== 'found') throw new Error(recall.why);
      await s.network.publish(attemptOn(s.network, 'Three.', 'en', answering(first, recall.receipt)), soon());
      const ids = s.local.posts().map(({ id }) => id);
      expect(s.local.posts().map(({ text, replyTo }) => [text, replyTo])).toEqual([
        ['One. #StandWithThe6', undefined],
        ['Two.', ids[0]],
        ['Three.', ids[1]],
      ]);
      expect(s.local.complaints()).toEqual([]);
    });

    it('deletes a post, and is content with one that is gone already', async () => {
      await using s = await stage();
      const { remoteId } = await s.network.publish(attemptOn(s.network, 'A mistake. #StandWithThe6'), soon());
      await s.network.publish(attemptOn(s.network, 'No mistake. #StandWithThe6'), soon());
      await s.network.remove(remoteId, soon());
      await s.network.remove(remoteId, soon());
      expect(s.local.posts().map(({ text }) => text)).toEqual(['No mistake. #StandWithThe6']);
      expect(s.local.complaints()).toEqual([]);
    });

    const fates: readonly (readonly [string, Fault, new (...words: never[]) => Error])[] = [
      ['a page of HTML in place of an answer', after(html), Ambiguous],
      ['an answer cut in half', after({ kind: 'half' }), Ambiguous],
      ['a connection closed before the answer', before({ kind: 'close' }), Ambiguous],
      ['a 500', after({ kind: 'answer', status: 500, body: '{"error":"InternalServerError"}' }), Ambiguous],
      ['a 401', before({ kind: 'answer', status: 401, body: '{"error":"The access token is invalid"}' }), Blocked],
      ['a 402', before({ kind: 'answer', status: 402, body: '{"title":"CreditsDepleted"}' }), Blocked],
    ];
    it.each(fates)('knows what %s means', async (_what, fault, fate) => {
      await using s = await stage();
      s.failNextPublish(fault);
      await expect(
        s.network.publish(attemptOn(s.network, 'Sober words. #StandWithThe6'), soon()),
      ).rejects.toBeInstanceOf(fate);
    });

    it('waits until the moment that the network names', async () => {
      await using s = await stage();
      s.failNextPublish(throttled);
      const thrown = await s.network
        .publish(attemptOn(s.network, 'Patience. #StandWithThe6'), soon())
        .catch((e: unknown) => e);
      expect(thrown).toBeInstanceOf(Throttled);
      expect((thrown as Throttled).until.toString()).toBe(throttledUntil.toString());
    });

    it('passes on the words with which the network refuses a text that is too long', async () => {
      await using s = await stage();
      const thrown = await s.network
        .publish(attemptOn(s.network, 'long '.repeat(300).trim()), soon())
        .catch((e: unknown) => e);
      expect(thrown).toBeInstanceOf(Rejected);
      expect((thrown as Rejected).message.length).toBeGreaterThan(10);
      expect(s.local.posts()).toEqual([]);
    });

    it('gives up when its time is over, and says that nobody knows', async () => {
      await using s = await stage();
      await s.network.account(soon()); // logged in, connections warm
      s.failNextPublish(after({ kind: 'hang', milliseconds: 30_000 }));
      const attempt = attemptOn(s.network, 'Still waiting. #StandWithThe6');
      const thrown = await s.network.publish(attempt, AbortSignal.timeout(300)).catch((e: unknown) => e);
      expect(thrown).toBeInstanceOf(Ambiguous);
      expect(await s.network.recall(attempt, soon())).toMatchObject({ kind: 'found' });
    });

    it('knows that nothing went out when nobody listens', async () => {
      const s = await stage();
      await s[Symbol.asyncDispose]();
      await expect(s.network.publish(attemptOn(s.network, 'Hello? #StandWithThe6'), soon())).rejects.toBeInstanceOf(
        Unreachable,
      );
    });

    it('tells who we are and whether the account says that it is automated', async () => {
      await using s = await stage();
      const account = await s.network.account(soon());
      expect(account.handle).not.toBe('');
      expect(account.id).not.toBe('');
      expect(account.automated).toBe(name === 'x' ? 'unknown' : true);
    });

    it('names its rules and looks for lost posts at set moments', async () => {
      await using s = await stage();
      const rules = await s.network.rules(soon());
      expect(rules.network).toBe(s.network.name);
      expect(rules.limit).toBeGreaterThanOrEqual(280);
      expect(rules.length('abc')).toBe(3);
      expect(s.network.recallAfter.length).toBeGreaterThan(0);
    });

    it('never lets a secret into the words of an error', async () => {
      await using s = await stage();
      s.failNextPublish(before({ kind: 'answer', status: 401, body: '{"error":"no"}' }));
      const thrown = await s.network
        .publish(attemptOn(s.network, 'Quiet. #StandWithThe6'), soon())
        .catch((e: unknown) => e);
      const secrets = Object.entries(s.local.environment).filter(([key]) => /PASSWORD|TOKEN|SECRET|KEY/.test(key));
      for (const [, secret] of secrets) expect(`${String(thrown)} ${JSON.stringify(thrown)}`).not.toContain(secret);
    });
  });

  boosting(name, { start, boosts, throttled });
};
