import type { Campaign, Lang, Message, NetworkName } from '../model.ts';

/*
 * Whether a delivery may go out now. Pure: everything it judges by is an argument. The same judgement is made by the
 * planner (to let go what was mended) and, last, by the publishing worker right before the first attempt.
 */

export type Verdict =
  | { readonly kind: 'go' }
  /** Not approved (any more): it stays planned and waits for a person. */
  | { readonly kind: 'wait'; readonly reason: string }
  /** Something of the campaign's course is missing: it lets itself go when that is mended in time. */
  | { readonly kind: 'hold'; readonly reason: string }
  /** Never. */
  | { readonly kind: 'skip'; readonly reason: string };

export type Facts = {
  readonly campaign: Campaign;
  /** Undefined: no longer in the toolkit. */
  readonly message: Message | undefined;
  readonly lang: Lang;
  readonly network: NetworkName;
  readonly due: Temporal.Instant;
  /** Over everything composed now (CONTRACT: one hash a message and language). */
  readonly hash: string;
  readonly standing:
    | { readonly kind: 'approved'; readonly hash: string; readonly by: readonly string[] }
    | { readonly kind: 'withdrawn'; readonly by: string }
    | undefined;
  /** What the account says of itself, where an API tells; undefined while nobody has looked. */
  readonly automated: 'yes' | 'no' | 'unknown' | undefined;
  /** False in a rehearsal: review, going live and labels are then warned about elsewhere and never block. */
  readonly live: boolean;
};

/** A message counts as reviewed for this long (DESIGN section 4). */
const REVIEW_DAYS = 90;

/** What an approval lacks, in words; undefined when the text may go out, or was withdrawn (which is no question of approval). */
export const approvalMissing = (
  campaign: Pick<Campaign, 'approval'>,
  standing: Facts['standing'],
  hash: string,
): string | undefined => {
  if (!campaign.approval.required || standing?.kind === 'withdrawn') return undefined;
  if (!standing) return 'not approved yet';
  if (standing.hash !== hash) return 'edited after approval: approve it again';
  if (campaign.approval.twoPeople && standing.by.length < 2) {
    return `approved by ${standing.by.join()} only: a second person has to approve it`;
  }
  return undefined;
};

const approval = ({ campaign, standing, hash }: Facts): Verdict => {
  if (standing?.kind === 'withdrawn') return { kind: 'skip', reason: `withdrawn by ${standing.by}` };
  const missing = approvalMissing(campaign, standing, hash);
  return missing ? { kind: 'wait', reason: missing } : { kind: 'go' };
};

/** What `start` needs of the campaign before anything goes out on a network; empty when nothing is missing. */
export const missingToGoLive = (
  campaign: Campaign,
  network: NetworkName,
  automated: Facts['automated'],
): readonly string[] => {
  const missing: string[] = [];
  if (!campaign.goLive.by || !campaign.goLive.on) {
    missing.push('goLive is empty in config/campaign.yaml: a named person decides, after docs/before-you-go-live.md');
  }
  if (network === 'x') {
    const label = campaign.networks.find((use) => use.name === 'x')?.label;
    if (!label?.by || !label.on)
      missing.push('nobody attests that the X account carries the Automated label (x.label in config/campaign.yaml)');
  } else if (automated === undefined) {
    missing.push('nobody could look yet whether the account says that it is automated');
  } else if (automated !== 'yes') {
    missing.push(
      network === 'mastodon'
        ? 'the account does not say that it is automated: set "This is an automated account" in its Mastodon profile'
        : 'the account does not say that it is automated: set the self-label "bot" on its Bluesky profile',
    );
  }
  return missing;
};

const course = ({ campaign, message, lang, network, due, automated }: Facts): Verdict => {
  const language = campaign.languages[lang];
  if (!language?.reviewedBy)
    return {
      kind: 'hold',
      reason: `no native reader has reviewed the language "${lang}" (languages.${lang}.reviewedBy)`,
    };
  if (!message?.source.end) return { kind: 'hold', reason: 'it names no passage of the statement (source is empty)' };
  const reviewed = message.reviewedOn;
  if (!reviewed) return { kind: 'hold', reason: 'nobody has reviewed the message (reviewedOn is empty)' };
  const dueDay = due.toZonedDateTimeISO(campaign.timeZone).toPlainDate();
  const age = Temporal.PlainDate.from(reviewed).until(dueDay, { largestUnit: 'days' }).days;
  if (age > REVIEW_DAYS)
    return { kind: 'hold', reason: `last reviewed on ${reviewed}, more than ${REVIEW_DAYS} days before it is due` };
  const missing = missingToGoLive(campaign, network, automated);
  return missing.length > 0 ? { kind: 'hold', reason: missing.join('; ') } : { kind: 'go' };
};

export const verdict = (facts: Facts): Verdict => {
  const { message, lang } = facts;
  if (!message?.sections.some((section) => section.lang === lang)) {
    return { kind: 'skip', reason: 'no longer in the toolkit' };
  }
  const approved = approval(facts);
  if (approved.kind !== 'go' || !facts.live) return approved;
  return course(facts);
};
