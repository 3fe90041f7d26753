import { milliseconds } from '../../clock.ts';
import { Blocked, Rejected, Throttled } from '../../errors.ts';
import type { NetworkName, Partner } from '../../model.ts';
import type { Network } from '../../network/network.ts';
import type { PartnerPage } from '../../network/reading.ts';
import { candidateId } from '../../plan/boosts/candidate-id.ts';
import { decide } from '../../plan/boosts.ts';
import { isFate } from '../../queue/fate.ts';
import type { SourceStand } from '../../store/candidates/sources.ts';
import { type Candidate, openStates } from '../../store/candidates.ts';
import { pace } from '../watch/money.ts';
import { bookReading, leftForReading } from '../watch/x-budget.ts';
import type { Boosts } from './boosts.ts';
import { toKeep } from './kept.ts';
import { again, blocks } from './look.ts';
import { circumstancesOf, disagrees, memorySince, type Setting } from './setting.ts';
import { emptyStand, identified, withProblem } from './source.ts';
import { byHandWords, verdictOf } from './verdict.ts';

/*
 * What partners have posted since they were read last. What a page showed and where reading stands are written in one transaction, so nothing is
 * missed by a crash; a post that comes again is known by its id.
 */

/** Of the campaign's time. A ticking job looks a little early now and then, hence less than a minute. */
const EVERY_MS: Readonly<Record<NetworkName, number>> = { bluesky: 55_000, mastodon: 55_000, x: 30 * 60_000 };

/** Pages of one account in one run; the next one goes on. */
const PAGES = 5;

const reading = (b: Boosts) => ({
  campaign: async () => (await b.toolkit()).campaign,
  plannedOnX: b.plannedOnX,
  spend: b.spend,
});

/** Every half hour at most, and so that half of what reading may cost lasts to the end of the month. */
const interval = async (b: Boosts, network: Network, sources: number, now: number): Promise<number | undefined> => {
  const price = network.price.partnerPosts(network.price.partnerPage);
  if (price === 0) return EVERY_MS[network.name];
  const left = await leftForReading(reading(b), now);
  return left === undefined
    ? EVERY_MS.x
    : pace(left / 2, Math.round(price * 1e6) * Math.max(1, sources), now, EVERY_MS.x);
};

/** Writes down what a page showed. */
const take = async (
  b: Boosts,
  setting: Setting,
  partner: Partner,
  network: Network,
  stand: SourceStand,
  { posts }: PartnerPage,
): Promise<void> => {
  const { name } = network;
  const rules = partner.rules[name];
  const known = await b.candidates.known(posts.map(candidateId));
  const made = await b.candidates.made(name, memorySince(setting), setting.now.epochMilliseconds);
  const withStand = { ...setting, sources: [stand, ...setting.sources] };
  const circumstances = circumstancesOf(withStand, partner, name, made);
  const fresh = posts.filter((post) => !known.has(candidateId(post)));
  const rows = fresh.map((post) => ({
    id: candidateId(post),
    network: name,
    partner: partner.id,
    posted_at: post.at.epochMilliseconds,
    seen_at: setting.now.epochMilliseconds,
    answer: null,
    answered_by: null,
    delivery: null,
    boosted_at: null,
    undone_at: null,
    ...verdictOf(post, decide(post, rules, circumstances), rules, setting.now),
  }));
  const added = await b.candidates.take(rows, stand);
  if (added > 0) b.say('partners’ posts', { partner: partner.id, network: name, candidates: added });
  // One that comes again has changed, perhaps.
  for (const post of posts) {
    const candidate = known.get(candidateId(post));
    if (candidate && post.boostedByUs) await byHand(b, setting, candidate);
    if (!candidate || candidate.state === 'boosting' || !openStates.some((state) => state === candidate.state))
      continue;
    if (toKeep(post) === candidate.post) continue;
    const found = await again(b, withStand, candidate, { kind: 'post', post });
    if (found && found.verdict.post !== candidate.post) await b.candidates.decide(candidate, found.verdict);
  }
};

/** What we did not boost, a person has boosted since: it counts from now on. */
const byHand = async (b: Boosts, { now }: Setting, candidate: Candidate): Promise<void> => {
  if (candidate.state !== 'declined' && candidate.state !== 'lapsed') return;
  const at = now.epochMilliseconds;
  // A delivery of it that the network refused is not this boost's.
  const verdict = { state: 'boosted', reason: byHandWords, boosted_at: at, decided_at: at, delivery: null } as const;
  if (await b.candidates.decide(candidate, verdict)) b.say('boosted by hand', { candidate: candidate.id });
};

/** What it gives is still to be written down: nothing but when the account was read. */
const pollOne = async (
  b: Boosts,
  setting: Setting,
  partner: Partner,
  network: Network,
  before?: SourceStand,
): Promise<SourceStand | undefined> => {
  const now = setting.now.epochMilliseconds;
  let stand = await identified(b, network, partner, before, now);
  if (!stand) return undefined;
  if (stand.remote_id === null) return { ...stand, polled_at: now };
  for (let page = 0; page < PAGES; page += 1) {
    const most = network.price.partnerPosts(network.price.partnerPage);
    const what = `posts of ${partner.id} at ${now}, page ${page}`;
    if (!(await bookReading(reading(b), most, now, what))) return { ...stand, polled_at: now };
    const account = { id: stand.remote_id ?? '', handle: stand.handle ?? stand.named };
    const from = {
      ...(stand.cursor === null ? {} : { cursor: stand.cursor }),
      notBefore: setting.now.subtract({ milliseconds: milliseconds(partner.rules[network.name].maxAge) }),
      // Where replies cost nothing, that they are declined is told.
      ...(most > 0 && partner.rules[network.name].originalsOnly ? { originalsOnly: true } : {}),
    };
    const found: PartnerPage = await network
      .partnerPosts(account, from, AbortSignal.timeout(b.callMs))
      .catch(async (error: unknown) => {
        // A definite no has shown no post, and so costs nothing.
        const no = error instanceof Rejected || error instanceof Throttled || error instanceof Blocked;
        if (most > 0 && no) await b.spend.correct({ network: network.name, what, dollars: 0 });
        throw error;
      });
    // It was booked for as many as one page may hold.
    if (most > 0)
      await b.spend.correct({ network: network.name, what, dollars: network.price.partnerPosts(found.read) });
    if (found.problem?.kind === 'blocks us') await blocks(b, setting, partner.id, partner.name, network.name);
    // What was said of its name stays true.
    const problem: string | null = found.problem?.words ?? (stand.known_at === now ? stand.problem : namesakes(stand));
    stand = {
      ...withProblem(b, stand, problem),
      cursor: found.cursor ?? stand.cursor,
      polled_at: found.more ? null : now,
    };
    if (found.posts.length === 0 && !found.more) return stand;
    await take(b, setting, partner, network, stand, found);
    if (!found.more) return undefined;
  }
  return undefined;
};

/** A page says nothing of the name; what was wrong with that is found out once a day. */
const namesakes = ({ problem }: SourceStand): string | null => (problem?.includes('accounts.') ? problem : null);

/** Reads the accounts that are due; each by itself: one that fails hides nothing of another, and no network waits for another. */
export const poll = async (b: Boosts, setting: Setting): Promise<void> => {
  const ends = await Promise.allSettled([...b.networks.values()].map((network) => pollOn(b, setting, network)));
  const wrong = ends.find((end) => end.status === 'rejected');
  if (wrong) throw wrong.reason;
};

const pollOn = async (b: Boosts, setting: Setting, network: Network): Promise<void> => {
  const now = setting.now.epochMilliseconds;
  const agreed = (setting.partners?.partners ?? []).filter(
    ({ id, accounts }) => accounts[network.name] && disagrees(setting, id, network.name) === undefined,
  );
  const waited = setting.seen.get(network.name)?.throttled_until_at ?? 0;
  if (agreed.length === 0 || waited > now) return;
  const every = await interval(b, network, agreed.length, now);
  const stands: SourceStand[] = [];
  for (const partner of agreed) {
    const before = setting.sources.find((one) => one.partner === partner.id && one.network === network.name);
    const named = partner.accounts[network.name] ?? '';
    const due = before?.named !== named || before.polled_at === null || now - before.polled_at >= (every ?? Infinity);
    if (every === undefined || !due) continue;
    const read = await pollOne(b, setting, partner, network, before).catch((error: unknown) => {
      if (!isFate(error)) throw error;
      const stand = before?.named === named ? before : emptyStand(partner.id, network.name, named);
      const reason = (error as Error).message;
      // A definite no is about the account; anything else passes.
      const told = error instanceof Rejected ? withProblem(b, stand, reason) : stand;
      if (told === stand)
        b.say('a partner’s posts could not be read', { partner: partner.id, network: network.name, reason });
      return { ...told, polled_at: now };
    });
    if (read) stands.push(read);
  }
  if (stands.length > 0) await b.candidates.putSources(stands);
};
