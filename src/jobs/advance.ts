import type { Attempt, Content } from '../model.ts';
import type { Network } from '../network/network.ts';
import { fateOf } from '../queue/fate.ts';
import { type Next, done as over, sleep } from '../queue/jobs.ts';
import type { Claimed, Done } from '../store/claim.ts';
import type { Commitment } from '../store/commitment.ts';
import { boostGivesWay } from './boost/give-way.ts';
import { moments, type Publishing, passage } from './publishing.ts';
import { send } from './send.ts';
import { settle } from './settle.ts';
import { nextStep, type Step } from './steps.ts';

/** Either a step that is done, or the end of this wake-up. */
export type Went = { readonly kind: 'done'; readonly done: Done } | { readonly kind: 'left'; readonly next: Next };

/** Asked again for every post: a thread may outlast the money that was there when it began. */
const monthlyBudget = async (p: Publishing, { name }: Network): Promise<number | undefined> =>
  (await p.toolkit()).campaign.networks.find((use) => use.name === name)?.monthlyBudget;

/** What a post keeps its distance from; only what is late is held to it. */
export type Place = Pick<Commitment, 'gap' | 'day' | 'room'>;
export const anyTime: Place = { gap: 0 };

/** Writes down what is about to be done. `turn`: it takes its turn behind another late one; `budget`: the month's is spent. */
const commit = async (
  p: Publishing,
  claim: Claimed,
  network: Network,
  content: Content,
  step: Step,
  place: Place,
  size?: { width: number; height: number },
) => {
  const at = Temporal.Instant.fromEpochMilliseconds(claim.row.slot_at);
  const now = moments(p, network.name);
  const createdAt = Temporal.Instant.fromEpochMilliseconds(now.network);
  const what: Omit<Attempt, 'id' | 'delivery'> =
    step.kind === 'post'
      ? {
          step: step.step,
          text: step.text,
          lang: claim.row.lang,
          hash: step.hash,
          key: network.key({ id: claim.id, at }, step.step),
          createdAt,
          with: step.with,
        }
      : {
          step: step.step,
          text: '',
          lang: claim.row.lang,
          hash: step.hash,
          key: '',
          createdAt,
          with: {
            pictures: [{ remoteId: '', alt: step.picture.alt, width: size?.width ?? 0, height: size?.height ?? 0 }],
          },
        };
  const dollars = (sent: Step & { kind: 'post' }) =>
    sent.with.boost ? network.price.boost : network.price.publish(sent.text);
  const micros = step.kind === 'post' ? Math.round(dollars(step) * 1e6) : 0;
  const budget = micros > 0 ? await monthlyBudget(p, network) : undefined;
  const price = { micros, month: p.spend.month(createdAt), ...(budget === undefined ? {} : { budget: budget * 1e6 }) };
  const attempt = await p.ledger.attempt(claim, p.worker, {
    what,
    content,
    moments: now,
    leaseMs: p.leaseMs,
    price,
    ...place,
  });
  if (typeof attempt === 'object') await p.passing('after attempt', passage(claim, network, step.step));
  return attempt;
};

const post = async (
  p: Publishing,
  claim: Claimed,
  network: Network,
  content: Content,
  step: Step & { kind: 'post' },
  place: Place,
): Promise<Went> => {
  const since = p.realNow();
  const attempt = await commit(p, claim, network, content, step, place);
  if (typeof attempt === 'string' && claim.row.boost_of !== null) {
    await boostGivesWay(p, claim, attempt);
    return { kind: 'left', next: over };
  }
  if (attempt === 'turn') {
    await p.ledger.release(claim, p.worker, 'queued');
    return { kind: 'left', next: sleep(1_000) };
  }
  if (attempt === 'budget') {
    const reason =
      step.step === 0
        ? 'this month’s budget is spent'
        : `this month’s budget is spent, after ${step.step} of ${content.posts.length} posts`;
    const held = { at: moments(p, network.name).campaign, kind: 'budget' as const };
    await p.ledger.release(claim, p.worker, 'held', { reason, held });
    return { kind: 'left', next: over };
  }
  return send(p, claim, network, attempt, step.last, since);
};

/** Uploading twice is harmless, so a lost answer is no question here: it is simply done again. */
const upload = async (
  p: Publishing,
  claim: Claimed,
  network: Network,
  content: Content,
  step: Step & { kind: 'picture' },
): Promise<Went> => {
  const rules = await network.rules(AbortSignal.timeout(p.callMs));
  const picture = await p.picture(step.picture, rules.pictures);
  const attempt = await commit(p, claim, network, content, step, anyTime, picture);
  if (typeof attempt === 'string') throw new Error('an upload waits for no other post, and costs nothing');
  const passed = passage(claim, network, step.step);
  const answer = await network.upload(picture, AbortSignal.timeout(p.callMs)).then(
    (receipt) => ({ receipt }),
    (error: unknown) => ({ error }),
  );
  await p.passing('answer received', passed);
  if ('error' in answer) {
    const fate = fateOf(answer.error);
    const plain = fate.kind === 'lost' ? { kind: 'unreachable' as const, reason: fate.reason } : fate;
    return { kind: 'left', next: await settle(p, claim, network, attempt, plain) };
  }
  await p.ledger.receive(attempt, answer.receipt, false);
  await p.passing('receipt written', passed);
  const { remoteId, url, version } = answer.receipt;
  return {
    kind: 'done',
    done: { step: step.step, remote_id: remoteId, url, version: version ?? null, hash: step.hash, with: attempt.with },
  };
};

/** Goes on from whatever is done already, step by step, to the end of the delivery or the first thing that stops it. */
export const advance = async (
  p: Publishing,
  claim: Claimed,
  network: Network,
  content: Content,
  place: Place,
  before = claim.done,
): Promise<Next> => {
  const done = [...before];
  for (let step = nextStep(content, done); step; step = nextStep(content, done)) {
    const went =
      step.kind === 'picture'
        ? await upload(p, claim, network, content, step)
        : await post(p, claim, network, content, step, step.step === 0 ? place : anyTime);
    if (went.kind === 'left') return went.next;
    done.push(went.done);
  }
  return over;
};
