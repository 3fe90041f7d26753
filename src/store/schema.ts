import type { Generated } from 'kysely';
import type { DeliveryState, NetworkName } from '../model.ts';

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
export type PauseTable = {
  scope: NetworkName | 'all';
  kind: 'paused' | 'blocked';
  reason: string;
  by: string;
  since_at: number;
};

/** What was last learnt of each network: throttle, account, limits. One row a network. */
export type NetworkTable = {
  network: NetworkName;
  throttled_until_at: number | null;
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

export type Schema = {
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
};
