import type { Generated } from 'kysely';
import type { DeliveryState, NetworkName, Whose } from '../model.ts';

/*
 * The tables. Moments are milliseconds since 1970: `…_at` in the campaign's or the network's own time (virtual in a
 * rehearsal), `…_real` by the machine's clock. Times of leases are always real.
 */

/** The plan and what became of it. Written by the planner and by the publishing worker; a row is never deleted. */
export type DeliveryTable = {
  id: string;
  message: string;
  lang: string;
  network: NetworkName;
  slot_at: number;
  /** SHA-256 of the text as it was composed when planned: the same text is not repeated too soon. */
  text_hash: string;
  state: DeliveryState;
  reason: string | null;
  /** Not to be claimed before this moment of the network's time: it asked us to wait, or a lost answer is looked for then. */
  not_before_at: number | null;
  lease_by: string | null;
  lease_until_real: number | null;
  /** How often in a row the network could not be reached: the backoff grows with it. */
  tries: number;
  /** First claim by a worker, and how many milliseconds of real time that was after the due moment. */
  claimed_at: number | null;
  late_ms: number | null;
  /** When its last attempt was made, in the campaign's time: spacing is measured from here. */
  sent_at: number | null;
  held_at: number | null;
  /** `late` waits for a person; `course` and `budget` let themselves go when what is missing is mended. */
  hold: 'late' | 'course' | 'budget' | null;
  /** JSON of `Content`: frozen when the first attempt at a post is made. */
  content: string | null;
  /** A person said "now": neither its slot nor its lateness is looked at any more. The campaign's time. */
  send_now_at: number | null;
  /** The delivery whose post this one corrects: then it has no message in the toolkit. */
  correction_of: string | null;
  /** The candidate that this delivery boosts: then it is no post of ours, and nothing that counts posts counts it. */
  boost_of: string | null;
};

/** One try at one post of a delivery, committed before the network is called. Never deleted. */
export type AttemptTable = {
  id: Generated<number>;
  delivery: string;
  step: number;
  text: string;
  lang: string;
  hash: string;
  key: string;
  created_at: number;
  /** JSON of `Accompaniment`; for a picture, what it measures. */
  accompaniment: string;
  /** Null while open: nobody knows yet. Otherwise what became of it. */
  outcome: 'published' | 'rejected' | 'throttled' | 'unreachable' | 'blocked' | 'absent' | null;
  detail: string | null;
  /** When it was known that the answer is lost, in the network's time; how often it has been looked for since. */
  lost_at: number | null;
  looks: number;
};

/** What the network answered: one row for each post that is out, and for each picture that was taken. Those of posts are never deleted. */
export type ReceiptTable = {
  delivery: string;
  step: number;
  attempt: number;
  remote_id: string;
  url: string;
  /** Bluesky's cid. */
  version: string | null;
  at: number;
  /** When the post was deleted by a person; the record stays. */
  retracted_at: number | null;
};

/** Who approved or withdrew what, in order; the last word counts. Never deleted. */
export type ApprovalTable = {
  id: Generated<number>;
  verb: 'approve' | 'withdraw';
  message: string;
  lang: string;
  hash: string;
  by: string;
  at: number;
};

/** Networks that publish nothing until somebody resumes them. A row lives as long as the pause. */
export type PauseScope = NetworkName | 'all' | `boost:${NetworkName}` | `partner:${string}`;
export type PauseTable = {
  scope: PauseScope;
  kind: 'paused' | 'blocked';
  reason: string;
  by: string;
  since_at: number;
};

/** What was last learnt of each network: throttle, account, limits. One row a network. */
export type NetworkTable = {
  network: NetworkName;
  throttled_until_at: number | null;
  /** What the network itself knows the account by: where a look costs money, it is remembered here. */
  account_id: string | null;
  handle: string | null;
  automated: 'yes' | 'no' | 'unknown' | null;
  limits: string | null;
  looked_at: number | null;
};

/** Money spent, in millionths of a US dollar; booked before the call, unbooked when nothing went out. Never deleted otherwise. */
export type SpendTable = {
  id: Generated<number>;
  network: NetworkName;
  month: string;
  at: number;
  micros: number;
  attempt: number | null;
  what: string;
};

/** One holder at a time, by real time: the planner. */
export type LeaseTable = { name: string; holder: string; until_real: number };

/** Log-in sessions, sealed with a key that is not in this folder. One row a network. */
export type SessionTable = { network: NetworkName; sealed: string };

/** The virtual clock of a rehearsal: one row, which every process reads. */
export type ClockTable = { id: number; virtual: number; real: number; speed: number };

// ─── Watching: built for the day this file is taken away. Hashes are keyed (HMAC), links are sealed, and the key is not in this folder. ───

/** One row a known post with the hashtag, to count it once. Written by the watch; lives as long as the post is followed (`watch.retention`), then only the sums remain. */
export type SightingTable = {
  network: NetworkName;
  /** Keyed hash of the post's address. */
  post_hash: string;
  /** Its address, its id at the source that showed it first, and its exact time: sealed. */
  sealed: string;
  /** The start of its hour (UTC): the exact time would lead to the post. */
  hour_at: number;
  /** The first moment of its day; null when its week is over. */
  day_at: number | null;
  whose: Whose;
  lang: string;
  /** Keyed hash of its author under the week's own subkey; null when that week is over. */
  author_hash: string | null;
  /** The row of `followed`; null while it is not followed. */
  followed: number | null;
};

/** Where else a sighting was seen: keyed hash of a server and the post's id there, by which Mastodon tells of a deletion. Lives as long as its sighting. */
export type PlaceTable = { network: NetworkName; place_hash: string; post_hash: string };

/** Who posted in the running week: to count authors, not to know them. Written by the watch; deleted when the week is over. Days and weeks are the campaign's, as their first moment. */
export type AuthorTable = {
  network: NetworkName;
  week_at: number;
  day_at: number;
  whose: Whose;
  author_hash: string;
};

/** How many authors there were, of a week that is over and of each of its days. Never deleted. */
export type AuthorCountTable = {
  network: NetworkName;
  span: 'day' | 'week';
  start_at: number;
  whose: Whose;
  authors: number;
};

/** Posts by hour: the sums that remain. Written in the transaction that writes the sighting; a deleted post is taken out again. Never deleted. */
export type HourTable = { network: NetworkName; hour_at: number; whose: Whose; lang: string; posts: number };

/** A post whose counts are looked at. Ours and partners' boosted ones stay; the others' rows go with their sighting and snapshots. A sighting that we boosted is followed once (src/store/watching/once.ts). */
export type FollowedTable = {
  /** Random: in which order posts came is nobody's business. */
  id: number;
  network: NetworkName;
  source: string;
  whose: Whose;
  /** Ours: the delivery and which of its posts. */
  delivery: string | null;
  step: number | null;
  /** A partner's: its id in config/partners.yaml. */
  partner: string | null;
  /** Ours and partners' boosted posts: the id there. Null for those that are followed because of their sighting: there it is sealed. */
  remote_id: string | null;
  /** Ours and partners': when it was published; the public's: the start of its hour. */
  at: number;
  lang: string;
  /** The next snapshot; null when there is none to come. The public's: rounded up to five minutes. */
  next_at: number | null;
  /** How many snapshots of the cadence are behind it. */
  looks: number;
  /** The latest counts. */
  likes: number;
  boosts: number;
  replies: number;
  quotes: number;
  last_at: number | null;
  /** When its network did not show it any more: ours only, the others are forgotten. */
  gone_at: number | null;
};

/** The counts of one followed post at one moment. Ours and partners' are never deleted; the public's go with their post. */
export type SnapshotTable = {
  followed: number;
  at: number;
  likes: number;
  boosts: number;
  replies: number;
  quotes: number;
};

/** What followed posts gained, by the hour in which it was seen. Written in the transaction that writes the snapshot; a deleted post is taken out again. Never deleted. */
export type EngagementHourTable = {
  network: NetworkName;
  hour_at: number;
  whose: Whose;
  likes: number;
  boosts: number;
  replies: number;
  quotes: number;
};

/** Posts deleted on their network, so that a late copy is not counted again: keyed hash of the address, or of the place. 48 h, and up to an hour more. */
export type TombstoneTable = {
  network: NetworkName;
  hash: string;
  /** A whole hour: the exact moment of a deletion would lead to the post. */
  until_at: number;
  /** That moment, sealed. */
  sealed: string;
};

/** X's own counts. No bucket lies inside another. Never deleted. */
export type CountBucketTable = { start_at: number; end_at: number; posts: number };

/** Where a source stands, written in one transaction with what it showed. One row a source. */
export type CursorTable = {
  source: string;
  /** Sealed: on Mastodon it is a post's id. */
  cursor: string | null;
  /** The latest moment that it has shown. Rows that are no source's: src/store/watching/marks.ts. */
  seen_at: number | null;
  /** What is known of it, as JSON of the watch: sealed, but for why it refuses (`refused`). */
  notes: string | null;
};

/** A span of time in which a source was watched. A new row begins after a gap, and says why there was one. Never deleted. */
export type CoverageTable = { source: string; from_at: number; to_at: number; gap_reason: string | null };

/** Groups of near-duplicate texts: sizes and times. Never deleted. */
export type CopyGroupTable = { id: string; network: NetworkName; posts: number; authors: number };
export type CopyHourTable = { copy_group: string; network: NetworkName; hour_at: number; posts: number };

/** A partner's account as the network knows it. Written when it is looked up; one row a partner and network. */
export type PartnerAccountTable = {
  partner: string;
  network: NetworkName;
  /** As the campaign's file names it: looked up anew when that changes. */
  named: string;
  remote_id: string | null;
  handle: string | null;
  /** Why it cannot be used, in words; null while it can. */
  problem: string | null;
  looked_at: number;
};

/** `held` for its author · `review` for a person · `waiting` for its turn · `boosting` laid down as a delivery · the others are ends. */
export type CandidateState = 'held' | 'review' | 'waiting' | 'boosting' | 'boosted' | 'declined' | 'lapsed' | 'undone';

/** A partner's post that the rules look at. Written by the boost job and by who answers for it; never deleted. */
export type CandidateTable = {
  id: string;
  network: NetworkName;
  partner: string;
  remote_id: string;
  version: string | null;
  url: string | null;
  /** In the network's time. */
  posted_at: number;
  seen_at: number;
  /** Whose readers hear it; empty: it says no language. */
  lang: string;
  state: CandidateState;
  /** When it is decided again; of what is boosted: when it is looked at again. */
  due_at: number | null;
  reason: string;
  /** JSON of `Story`: each rule as it was found last. */
  story: string;
  /** JSON of the post with its texts as hashes: whether it has changed is all that is asked of it. */
  post: string;
  /** What it says, as a hash: the same words are not boosted twice in a while. */
  saying: string | null;
  hold_from: number | null;
  answer: 'accepted' | 'declined' | null;
  answered_by: string | null;
  /** The delivery that boosts it. Null where a person boosted it by hand. */
  delivery: string | null;
  boosted_at: number | null;
  undone_at: number | null;
  decided_at: number;
  /** Grows with each write: who decided on what was there before writes nothing. */
  revision: number;
};

/** Where reading a partner's account stands, and what is wrong with it. Written by the boost job; one row a partner and network. */
export type PartnerSourceTable = {
  partner: string;
  network: NetworkName;
  /** As the campaign's file names it: looked up anew when that changes. */
  named: string;
  /** What our server calls it (Mastodon: an id; `partner_account` has its address). */
  remote_id: string | null;
  handle: string | null;
  /** Why it cannot be read, in words; told once. */
  problem: string | null;
  cursor: string | null;
  /** When it was identified, and when it was read last; null: to be read at once. */
  known_at: number | null;
  polled_at: number | null;
};

export type Schema = {
  candidate: CandidateTable;
  partner_source: PartnerSourceTable;
  delivery: DeliveryTable;
  attempt: AttemptTable;
  receipt: ReceiptTable;
  approval: ApprovalTable;
  pause: PauseTable;
  network: NetworkTable;
  spend: SpendTable;
  lease: LeaseTable;
  session: SessionTable;
  clock: ClockTable;
  sighting: SightingTable;
  place: PlaceTable;
  author: AuthorTable;
  author_count: AuthorCountTable;
  hour: HourTable;
  followed: FollowedTable;
  snapshot: SnapshotTable;
  engagement_hour: EngagementHourTable;
  tombstone: TombstoneTable;
  count_bucket: CountBucketTable;
  cursor: CursorTable;
  coverage: CoverageTable;
  copy_group: CopyGroupTable;
  copy_hour: CopyHourTable;
  partner_account: PartnerAccountTable;
};
