/*
 * What is asked of X when a partner's posts are read. Spec 2.167 renamed the fields, and shows what a post answers or quotes only as an
 * expansion; without it a reply looks like an original. X says nowhere that it charges for what is expanded, nor that it does not.
 */

export type Spelling = Readonly<Record<string, string>>;

const common =
  'attachments,conversation_id,created_at,entities,lang,possibly_sensitive,public_metrics,scopes,text,withheld';
const around = { 'media.fields': 'alt_text,media_key,type', 'poll.fields': 'id,options' };
const shown = 'attachments.media_keys,attachments.poll_ids';

export const spellings: readonly [Spelling, Spelling] = [
  { 'post.fields': `${common},note_post`, expansions: `${shown},referenced_posts,edit_history_post_ids`, ...around },
  {
    'tweet.fields': `${common},author_id,edit_history_tweet_ids,in_reply_to_user_id,note_tweet,referenced_tweets`,
    expansions: shown,
    ...around,
  },
];

/** Of our own timeline: which of its posts are boosts, and of what. */
export const boostSpellings: readonly [Spelling, Spelling] = [
  { 'post.fields': 'created_at', expansions: 'referenced_posts' },
  { 'tweet.fields': 'created_at,referenced_tweets' },
];
