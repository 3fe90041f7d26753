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
 * partner    an organisation that agreed, in writing, to be boosted
 * candidate  a partner's post that the rules are looking at
 * boost      a repost or reblog by the campaign's own account
 * sighting   anybody's post with the hashtag
 * snapshot   the counts of one post at one moment
 * rehearsal  the whole campaign run, same code, against networks on this machine
 */

declare const brand: unique symbol;
export type DeliveryId = string & { readonly [brand]: 'delivery' };

export const networkNames = ['bluesky', 'mastodon', 'x'] as const;
export type NetworkName = (typeof networkNames)[number];

/** The networks as they are written for people. */
export const spelt: Readonly<Record<NetworkName, string>> = { bluesky: 'Bluesky', mastodon: 'Mastodon', x: 'X' };

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
  /** The line of the file that says each; the line of the level above where none does. */
  readonly lines?: Readonly<Record<string, number>>;
};

/** An organisation to be boosted. Without `by`, `on` and `evidence` of its consent it never is. */
export type Partner = {
  readonly id: string;
  readonly name: string;
  readonly accounts: Readonly<Partial<Record<NetworkName, string>>>;
  readonly consent: Signed & { readonly evidence?: string; readonly until?: string };
  /** The defaults, the partner's own exceptions and those for a network, put together. */
  readonly rules: Readonly<Record<NetworkName, BoostRules>>;
  /** Where it stands in the file. */
  readonly line?: number;
};

export type Partners = {
  /** Boosts a day in all, per network. */
  readonly perDay: number;
  readonly partners: readonly Partner[];
  /** How long after a boost on X its post is looked at again, rising; empty: never. Undefined: as usual (src/jobs/boost/cadence.ts). */
  readonly lookAgainOnX?: readonly Temporal.Duration[];
  /** The lines of the file that say `perDay`, `defaults` and `x`. */
  readonly lines?: { readonly perDay: number; readonly defaults: number; readonly x?: number };
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
  /** The network's own limits on posting, which no cadence may pass. Boosts count as posts. */
  readonly ceilings: readonly { readonly posts: number; readonly within: Temporal.Duration }[];
  /** Its limits on boosts alone, where it has any. */
  readonly boostCeilings?: readonly { readonly boosts: number; readonly within: Temporal.Duration }[];
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
  /** This attempt is no post but a boost of that one. */
  readonly boost?: RemoteRef;
};

/** Everything that one delivery sends, as it was when its first post was about to go out; never changed afterwards. */
export type Content = {
  readonly posts: readonly string[];
  readonly pictures: readonly { readonly file: string; readonly sha256: string; readonly alt: string }[];
  readonly contentWarning?: string;
  readonly card?: Card;
  /** For a correction: the post of ours that it answers. */
  readonly reply?: { readonly root: RemoteRef; readonly parent: RemoteRef };
  /** For a boost: the post that is boosted; `posts` is then one empty text. */
  readonly boost?: RemoteRef;
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

// ─── Watching ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Whose a post is: the campaign's own account's, a partner's, anybody else's. */
export const whose = ['ours', 'partner', 'public'] as const;
export type Whose = (typeof whose)[number];

/** Where sightings come from, and what coverage is told for: `bluesky`, `mastodon:<server's host>`, `x`. */
export type Source = 'bluesky' | 'x' | `mastodon:${string}`;

/**
 * Anybody's post with the hashtag, as a network showed it. It lives in memory only: of its text, its author and its address nothing
 * is kept in the clear (src/store/sightings.ts says what is kept, and for how long).
 */
export type Seen = {
  readonly network: NetworkName;
  /** The post's own address, the same wherever it is seen: at:// URI, ActivityPub URI. */
  readonly uri: string;
  /** What the network knows its author by, the same wherever it is seen: DID; `user@server` in lower case. */
  readonly author: string;
  readonly at: Temporal.Instant;
  /** The primary language subtag, as the author's client said (`en` of `en-GB`); empty when it said none. */
  readonly lang: Lang | '';
  /** Without markup. */
  readonly text: string;
  /** Where its counts can be read again: Bluesky: its URI; Mastodon: its id on the server of this source. */
  readonly source: Source;
  readonly remoteId: string;
};

/** What a source tells. `gone`: by its address (Bluesky) or by its id on that server (Mastodon). */
export type Sight =
  | { readonly kind: 'post'; readonly post: Seen }
  | { readonly kind: 'gone'; readonly uri: string }
  | { readonly kind: 'gone there'; readonly source: Source; readonly remoteId: string }
  /** The account was deleted, taken down or suspended: so are its posts. */
  | { readonly kind: 'author gone'; readonly network: NetworkName; readonly author: string };

/** The counts of one post at one moment. Where a network does not tell one of them, it is 0. */
export type Counts = {
  readonly likes: number;
  readonly boosts: number;
  readonly replies: number;
  readonly quotes: number;
};

/** How many posts with the hashtag X counted from `start` to `end` (exclusive). */
export type CountBucket = { readonly start: Temporal.Instant; readonly end: Temporal.Instant; readonly posts: number };

/** A group of near-duplicate texts by many authors in a short time, as it stands now: sizes and times, nothing else. */
export type CopyGroup = {
  /** Random; means nothing. */
  readonly id: string;
  readonly network: NetworkName;
  readonly posts: number;
  readonly authors: number;
  /** The start of each hour (UTC) to the number of the group's posts in it. */
  readonly hours: ReadonlyMap<number, number>;
};

// ─── Boosting ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Something shown with a post. `alt`: its description; empty when it has none; undefined when the network does not tell. */
export type ShownMedia = { readonly kind: 'picture' | 'video' | 'gif' | 'audio' | 'other'; readonly alt?: string };

/**
 * A partner's post as its network showed it at one moment. What the network does not tell is undefined, or an empty list, and
 * never guessed: the rules say what becomes of it then.
 */
export type PartnerPost = {
  readonly network: NetworkName;
  /** What the network boosts it by: at:// URI, id on our own server, id. */
  readonly remoteId: string;
  /** Mastodon: its own address, the same on every server. */
  readonly uri?: string;
  /** X only: the ids of its earlier versions, the first one first. An edit there makes a new id. */
  readonly earlierIds?: readonly string[];
  /** Bluesky's cid: another version is another content. */
  readonly version?: string;
  readonly url?: string;
  /** When it appeared. */
  readonly at: Temporal.Instant;
  readonly editedAt?: Temporal.Instant;
  /** As the post says them; empty when it says none. */
  readonly langs: readonly Lang[];
  /** Without markup, links written out. */
  readonly text: string;
  /** Hashtags that the network knows of and that need not stand in the text; without `#`. */
  readonly tags: readonly string[];
  /** `boost`: somebody else's post, passed on. A reply that quotes is a reply. */
  readonly kind: 'original' | 'reply' | 'boost' | 'quote';
  /** What it answers, quotes or passes on is its author's own. */
  readonly ofItself?: boolean;
  readonly sensitive?: boolean;
  /** Shown in place of the text until somebody wants to see it. */
  readonly contentWarning?: string;
  readonly media: readonly ShownMedia[];
  /** Other words that are shown with it: choices of a poll, the title of a link. */
  readonly more: readonly string[];
  readonly counts: Partial<Counts>;
  readonly visibility?: 'public' | 'unlisted' | 'followers' | 'direct';
  /** X only: the network does not show it everywhere; in words: `in DE and FR`. */
  readonly withheld?: string;
  /** `handle`: without `@` in front; on Mastodon with its server. */
  readonly author: { readonly id?: string; readonly handle?: string };
  /** Our own account has boosted it: by this program or by hand. */
  readonly boostedByUs?: boolean;
};

/** What an answer of a network shows where a post was: the post, that it is gone, or that its author has blocked us. */
export type PostLook =
  | { readonly kind: 'post'; readonly post: PartnerPost }
  | { readonly kind: 'gone'; readonly remoteId: string }
  | { readonly kind: 'blocked'; readonly remoteId: string };

export type CandidateId = string & { readonly [brand]: 'candidate' };

/** What a candidate's story is about, in the order in which it is told. Where it is a key of the rules, it is called as there. */
export const boostRules = [
  'consent',
  'account',
  'again',
  'answer',
  'visibility',
  'originalsOnly',
  'langs',
  'include',
  'exclude',
  'altText',
  'sensitive',
  'maxAge',
  'hold',
  'minEngagement',
  'mode',
  'pause',
  'quietHours',
  'perDay',
  'perDayInAll',
  'spacing',
] as const;
export type BoostRule = (typeof boostRules)[number];

/** One rule, and what it said of a candidate. `value` decided; `words` say it to a person. */
export type BoostStep = {
  readonly rule: BoostRule;
  readonly passed: boolean;
  readonly value: string;
  readonly words: string;
};

/** A candidate's way through the rules, for `amplify explain`. */
export type Story = readonly BoostStep[];

/**
 * `boost now` every rule is content at this moment · `held` its author may still change it · `review` a person decides ·
 * `waiting` for its turn · `declined` and `lapsed` for good: the second was once worth a boost and has grown too old.
 */
export type BoostDecision = {
  readonly state: 'boost now' | 'held' | 'review' | 'waiting' | 'declined' | 'lapsed';
  /** When to decide again, for what is held or waits for its turn. */
  readonly at?: Temporal.Instant;
  /** One line for a person: `declined: a reply`, `held until 14:20`. */
  readonly reason: string;
  readonly steps: Story;
};

/** A boost that our account has made, of this campaign's partners or by hand. */
export type Boosted = {
  readonly at: Temporal.Instant;
  /** Undefined: not of a partner. */
  readonly partner?: string;
  readonly lang?: Lang;
  readonly remoteId: string;
  readonly byHand?: boolean;
  /** What it says, as a hash; undefined where that is not known, and where it is undone. */
  readonly saying?: string;
};
