/*
 * The glossary of the project as types. Stages exchange these and nothing else; this file imports nothing.
 *
 * campaign   one hashtag, its time zone, its networks, cadence and caps
 * toolkit    the messages of a campaign
 * message    one thing to say: texts per language, optional text per network, link, and its source in the statement
 * slot       one moment, on one network, in the audience's local time
 * delivery   one message, one language, one network, one slot: published exactly once
 * attempt    one try at a delivery, written down before the network is called
 * receipt    what the network answered: remote id, URL, time
 * rehearsal  the whole campaign run, same code, against networks on this machine
 */

declare const brand: unique symbol;
export type DeliveryId = string & { readonly [brand]: 'delivery' };

export const networkNames = ['bluesky', 'mastodon', 'x'] as const;
export type NetworkName = (typeof networkNames)[number];

/** A language tag as the campaign's files write it: `en`, `ar`, `pt-BR`. */
export type Lang = string;

/** Something wrong in a file a person wrote. `file` is relative to the campaign's folder; `line` counts from 1. */
export type Problem = { readonly file: string; readonly line: number; readonly message: string };

// ─── The campaign's files ───────────────────────────────────────────────────────────────────────────────────────────

export const kinds = ['day', 'background', 'action', 'organisations', 'policy'] as const;
export type Kind = (typeof kinds)[number];

/** A span of a local day, in minutes since local midnight; `end` may be smaller than `start`: it then crosses midnight. */
export type Hours = { readonly start: number; readonly end: number };

export type Audience = { readonly lang: Lang; readonly timeZone: string; readonly hours: readonly Hours[] };

/** Who decided, and when (a calendar day); both empty in the shipped files. */
export type Signed = { readonly by?: string; readonly on?: string };

/** How one network is used by the campaign. `spacing` is the least time between two posts of the account. */
export type NetworkUse = {
  readonly name: NetworkName;
  readonly postsPerDay: number;
  readonly spacing: Temporal.Duration;
  /** Mastodon only. */
  readonly visibility?: 'public' | 'unlisted' | 'private' | 'direct';
  /** X only: US dollars a calendar month; a hard stop. */
  readonly monthlyBudget?: number;
  /** X only: who attests that the account carries the Automated label. */
  readonly label?: Signed;
};

/** `day` is `MM-DD`. On such a day `postsPerDay` replaces every network's, and only these kinds go out. */
export type SpecialDay = { readonly day: string; readonly postsPerDay?: number; readonly kinds: readonly Kind[] };

export type Campaign = {
  readonly id: string;
  /** Without `#`. */
  readonly hashtag: string;
  /** IANA name: the team's calendar, and reports. */
  readonly timeZone: string;
  readonly statement: {
    readonly title: string;
    readonly publisher: string;
    readonly date: string;
    readonly file?: string;
    readonly sha256?: string;
  };
  readonly goLive: Signed;
  /** A name to its URL; undefined while the team has not filled it in. */
  readonly links: Readonly<Record<string, string | undefined>>;
  readonly languages: Readonly<Record<Lang, { readonly reviewedBy?: string; readonly on?: string }>>;
  readonly audiences: readonly Audience[];
  readonly networks: readonly NetworkUse[];
  readonly quietHours?: Hours;
  readonly repeatAfter: Temporal.Duration;
  readonly horizon: Temporal.Duration;
  readonly late: { readonly after: Temporal.Duration; readonly then: 'post' | 'ask' | 'skip' };
  readonly specialDays: readonly SpecialDay[];
  readonly approval: { readonly required: boolean; readonly twoPeople: boolean };
  readonly watch: { readonly retention: Temporal.Duration; readonly mastodonServers: readonly string[] };
};

/** What is boosted of a partner's posts on one network. */
export type BoostRules = {
  /** `review`: a person accepts each candidate. */
  readonly mode: 'review' | 'auto';
  /** Languages of the posts; empty: every language. */
  readonly langs: readonly Lang[];
  /** Any of these words; empty: every post. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly originalsOnly: boolean;
  readonly altText: 'required' | 'any';
  readonly sensitive: 'decline' | 'review';
  readonly minEngagement: number;
  readonly maxAge: Temporal.Duration;
  /** How long a candidate waits, so that its author can still change or delete it. */
  readonly hold: Temporal.Duration;
  readonly perDay: number;
  readonly spacing: Temporal.Duration;
};

/** An organisation to be boosted. Without `by`, `on` and `evidence` of its consent it never is. */
export type Partner = {
  readonly id: string;
  readonly name: string;
  readonly accounts: Readonly<Partial<Record<NetworkName, string>>>;
  readonly consent: Signed & { readonly evidence?: string; readonly until?: string };
  /** The defaults, the partner's own exceptions and those for a network, put together. */
  readonly rules: Readonly<Record<NetworkName, BoostRules>>;
};

export type Partners = {
  /** Boosts a day in all, per network. */
  readonly perDay: number;
  readonly partners: readonly Partner[];
};

/** Where in the statement a message stands: UTF-16 offsets into the decoded file, SHA-256 of the passage's UTF-8 bytes. */
export type Passage = { readonly start: number; readonly end: number; readonly sha256: string };

/** One section of a message file: `## LANG` or `## LANG network`. `line` is the line of its heading. */
export type Section = {
  readonly lang: Lang;
  readonly network?: NetworkName;
  /** Trimmed, line breaks kept. A line of only `---` begins the next post of a thread. */
  readonly text: string;
  readonly line: number;
};

/** A picture of a message, as the file is. `file` is relative to `content/`. */
export type Media = {
  readonly file: string;
  readonly alt: Readonly<Record<Lang, string>>;
  /** Of the file's bytes, hex: an approval binds to it. */
  readonly sha256: string;
  /** Where it stands in the message's file. */
  readonly line?: number;
};

export type Message = {
  readonly id: string;
  readonly kind: Kind;
  readonly source: Passage;
  /** A calendar day, `YYYY-MM-DD`; undefined: nobody has reviewed it. */
  readonly reviewedOn?: string;
  /** A name from the campaign's `links`. */
  readonly link?: string;
  /** Pinned moments in the campaign's zone, as local date-times: `2026-11-29T12:00`. */
  readonly at: readonly string[];
  readonly sections: readonly Section[];
  /** Shown with the first post, in this order. */
  readonly media: readonly Media[];
  /** Shown before the text, per language; empty: none. */
  readonly contentWarning: Readonly<Record<Lang, string>>;
  /** Relative to the campaign's folder. */
  readonly file: string;
};

// ─── Composing ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a network accepts as the text of one post. A value made by `src/network/<name>/rules.ts`, handed to compose. */
export type Rules = {
  readonly network: NetworkName;
  /** The most that `length` may be. */
  readonly limit: number;
  /** What `length` counts, for messages to people: `graphemes`, `characters`, `weighted characters`. */
  readonly unit: string;
  readonly length: (text: string) => number;
  /** The content warning is counted with the text: `length` of both together must not pass `limit`. */
  readonly warningCounts?: boolean;
  /** Anything else the network would refuse, in words; empty when it would not. */
  readonly refuses: (text: string) => readonly string[];
  /** What it takes as pictures of one post. */
  readonly pictures: PictureRules;
  /** The network's own limits on posting, which no cadence may pass. */
  readonly ceilings: readonly { readonly posts: number; readonly within: Temporal.Duration }[];
};

/** `types` are MIME types; `altLength` counts characters; `pixels`, where a server names it, is width × height. */
export type PictureRules = {
  readonly most: number;
  readonly bytes: number;
  readonly types: readonly string[];
  readonly pixels?: number;
  readonly altLength: number;
};

/** What Bluesky shows under a post in place of a bare link; made from the message, never fetched. */
export type Card = { readonly url: string; readonly title: string; readonly description: string };

/** A message as it will be sent to one network. It fits when `length <= limit` and `refused` is empty. */
export type Composed = {
  readonly network: NetworkName;
  readonly lang: Lang;
  /** The posts in order; one unless it is a thread. Hashtag and link are in the first. */
  readonly posts: readonly string[];
  /** All posts, joined by a line of `---`: for people, and to tell texts apart. */
  readonly text: string;
  /** Of the longest post. */
  readonly length: number;
  /** Of each post. */
  readonly lengths: readonly number[];
  readonly limit: number;
  readonly unit: string;
  readonly refused: readonly string[];
};

// ─── Planning ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** What the planner lays out: a delivery before it is stored. */
export type Planned = {
  readonly id: DeliveryId;
  readonly message: string;
  readonly lang: Lang;
  readonly network: NetworkName;
  readonly at: Temporal.Instant;
};

export const deliveryStates = [
  'planned',
  'queued',
  'attempting',
  'published',
  'retracted',
  'rejected',
  'unconfirmed',
  'held',
  'skipped',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export type Delivery = Planned & {
  readonly state: DeliveryState;
  /** Why it is held, skipped, rejected or unconfirmed, in words a person can read. */
  readonly reason?: string;
  /** Not to be looked at before this moment, in the network's own time. */
  readonly notBefore?: Temporal.Instant;
};

// ─── Publishing ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** One try at one post of a delivery, exactly as it is sent; committed before the network is called. */
export type Attempt = {
  readonly id: number;
  readonly delivery: DeliveryId;
  /** Which post of the delivery, from 0. */
  readonly step: number;
  readonly text: string;
  readonly lang: Lang;
  /** SHA-256 of what is sent, hex. */
  readonly hash: string;
  /** The network's own means of recognising it: Bluesky's record key, Mastodon's Idempotency-Key; empty for X. */
  readonly key: string;
  /** Frozen with the attempt, in the network's own time. */
  readonly createdAt: Temporal.Instant;
  /** Frozen with the attempt: what goes with the text. */
  readonly with: Accompaniment;
};

/** What goes with the text of a post; all of it optional. */
export type Accompaniment = {
  /** The posts of ours that this one answers: the first of the thread and the one before; the same for a reply to a single post. */
  readonly reply?: { readonly root: RemoteRef; readonly parent: RemoteRef };
  /** Uploaded already, in the order in which they are shown. */
  readonly pictures?: readonly UploadedPicture[];
  /** Mastodon's spoiler text; on Bluesky a self-label. */
  readonly contentWarning?: string;
  readonly card?: Card;
};

/** Everything that one delivery sends, as it was when its first post was about to go out; never changed afterwards. */
export type Content = {
  readonly posts: readonly string[];
  readonly pictures: readonly { readonly file: string; readonly sha256: string; readonly alt: string }[];
  readonly contentWarning?: string;
  readonly card?: Card;
  /** For a correction: the post of ours that it answers. */
  readonly reply?: { readonly root: RemoteRef; readonly parent: RemoteRef };
};

/** Steps of a delivery: its posts count from 0, the uploads of its pictures from here. */
export const FIRST_PICTURE_STEP = 100;

/** A post of ours on a network. `version` is Bluesky's cid. */
export type RemoteRef = { readonly remoteId: string; readonly version?: string };

/** A picture ready to be sent: within the network's limits, without any metadata of its own. */
export type Picture = {
  readonly bytes: Uint8Array;
  readonly type: 'image/jpeg' | 'image/png';
  readonly width: number;
  readonly height: number;
  readonly alt: string;
};

/** A picture that a network has taken. `remoteId` is what its upload's receipt said. */
export type UploadedPicture = {
  readonly remoteId: string;
  readonly width: number;
  readonly height: number;
  readonly alt: string;
};

/** `remoteId` of a post: its id or URI. Of an uploaded picture: whatever the adapter needs to name it in a post (Bluesky: the blob as JSON); `url` is then empty. */
export type Receipt = {
  readonly remoteId: string;
  readonly url: string;
  readonly at: Temporal.Instant;
  /** Bluesky's cid of the record: what a reply needs. */
  readonly version?: string;
};

/**
 * What a network says of an attempt whose answer was lost.
 * `absent`: it does not show it. `resend` says whether sending the same attempt again is safe; if not, a person decides.
 */
export type Recall =
  | { readonly kind: 'found'; readonly receipt: Receipt }
  | { readonly kind: 'absent'; readonly resend: boolean; readonly why: string };

/** Who we are on a network, and what the account says of itself. */
export type Account = {
  readonly id: string;
  readonly handle: string;
  readonly url: string;
  /** Whether the account says that it is automated; `unknown` where no API tells. */
  readonly automated: boolean | 'unknown';
  /** What the account says of itself to people; looked at where no API tells whether it is automated. */
  readonly bio?: string;
  /** The limits a server names, when it names them; kept for composing offline. */
  readonly limits?: MastodonLimits;
};

/** What a Mastodon-compatible server says of itself. Usual: 500 and 23. */
export type MastodonLimits = { readonly characters: number; readonly perUrl: number; readonly pictures?: PictureRules };
