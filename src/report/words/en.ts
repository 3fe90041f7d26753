import { apart, type Speech } from '../speech.ts';
import type { Words } from '../words.ts';

export const english = (s: Speech): Words => {
  const { n, count, list, percent } = s;
  const posts = (value: number) => count(value, { one: '# post', other: '# posts' });
  const hours = (value: number) => count(value, { one: '# hour', other: '# hours' });
  const were = (value: number) => (value === 1 ? 'was' : 'were');
  const ofAll = ({ hours: h, of }: { hours: number; of: number }) =>
    h === of ? `all ${hours(of)}` : `${n(h)} of ${hours(of)}`;
  return {
    title: (tag) => `Report on #${tag}`,
    rehearsal: 'This is the report of a rehearsal: nothing in it happened on a real network.',
    contents: 'In this report',
    period: ({ tag, first, last, length, zone }) =>
      first === last
        ? `This report tells what #${tag} did on ${first}: ${length}, by the clock of ${zone}.`
        : `This report tells what #${tag} did from ${first} to ${last}: ${length}, by the clock of ${zone}.`,
    wentOut: (networks, others) =>
      networks.length === 0
        ? 'No post of ours went out.'
        : `Posts of ours went out on ${list(networks)}${others.length === 0 ? '' : `, and none on ${list(others)}`}.`,
    nothingPlanned: 'No post of ours was planned in this time, and none went out.',
    allWatched: (networks) => `The hashtag was watched without a gap on ${list(networks)}.`,
    notAllWatched: (whole, partly, never) => {
      if (whole.length + partly.length === 0)
        return `The hashtag was not watched on ${list(never)}; each section says what is not known.`;
      const parts = [
        ...(whole.length > 0 ? [`without a gap on ${list(whole)}`] : []),
        ...(partly.length > 0 ? [`in part on ${list(partly)}`] : []),
        ...(never.length > 0 ? [`not at all on ${list(never)}`] : []),
      ];
      return `The hashtag was watched ${list(parts)}; each section says what was missed.`;
    },
    days: (value) => count(value, { one: '# day', other: '# days' }),
    hours,
    minutes: (value) => count(value, { one: '# minute', other: '# minutes' }),
    notOver: (until) => `The period is not over: this is how things stood on ${until}.`,

    short: 'In short',
    seen: ({ network, tag, public: others, partners, ours }) =>
      `On ${network}, people other than us and our partners posted with #${tag} ${count(others, { one: 'once', other: '# times' })}; partners did ${count(partners, { one: 'once', other: '# times' })}, and we ${count(ours, { one: 'once', other: '# times' })}.`,
    seenOnX: ({ tag, public: others, partners, ours }) =>
      `X counted ${posts(others + partners + ours)} with #${tag}: ${n(ours)} of ours${partners > 0 ? `, ${n(partners)} of partners that we boosted` : ''}, and ${n(others)} of others.`,
    notWatched: (network, tag, ours) =>
      `The hashtag was not watched on ${network} in this time, so what others posted is not known${ours === 0 ? '' : `; ${posts(ours)} of ours with #${tag} went out`}.`,
    nothingBefore: 'There is no earlier period to compare this with.',
    notWatchedBefore: 'The hashtag was not watched in the period before, so there is nothing to compare this with.',
    against: ({ now, before, percent: change }) =>
      now === before
        ? `Others posted as often in the period before: ${count(before, { one: 'once', other: '# times' })}.`
        : `In the period before, others posted ${count(before, { one: 'once', other: '# times' })}: now it is ${n(Math.abs(now - before))} ${now > before ? 'more' : 'fewer'}${change === null ? '' : ` (${s.change(change)})`}.`,
    againstUneven: ({ before, perDay }) =>
      `In the period before, others posted ${count(before, { one: 'once', other: '# times' })}, but not as many hours were watched in both: for each day watched it is ${n(perDay.now)} now and was ${n(perDay.before)} then.`,
    notComparable: 'Too little was watched in one of the two periods to compare them.',
    planned: (planned, published, late, others) =>
      `Of ${count(planned, { one: 'one post', other: '# posts' })} planned, ${n(published)} went out${late > 0 ? ` (${n(late)} late)` : ''}${others.length > 0 ? `; ${list(others)}` : ''}.`,
    noneOfOursPlanned: (network) => `No post of ours was planned on ${network} in this time.`,
    outcomeCount: (outcome, value) =>
      ({
        published: `${n(value)} went out`,
        waiting: `${n(value)} ${were(value)} still to come`,
        held: `${n(value)} waited for a person`,
        skipped: `${n(value)} ${were(value)} skipped`,
        rejected: `${n(value)} ${were(value)} refused by the network`,
        unconfirmed: `of ${n(value)} nobody can tell yet`,
        retracted: `${n(value)} went out and ${were(value)} deleted again`,
      })[outcome],

    change: 'Change against the period before',
    changeNote: (now, before) =>
      `Watched: ${ofAll(now)} now, ${ofAll(before)} before. Changes are given in percent from 20 cases on. Nothing here says why something changed.`,
    now: 'Now',
    before: 'Before',
    difference: 'Change',
    perDay: 'For each day watched (now / before)',
    posts: 'Posts',
    reactions: 'Reactions',
    figure: (what, who) =>
      `${what === 'posts' ? 'Posts' : 'Reactions to posts'} ${{ ours: 'of ours', partners: 'of partners', public: 'of others' }[who]}`,

    hourByHour: 'Hour by hour',
    hourChart: (network, tag) => `Posts with #${tag} on ${network}, hour by hour`,
    hourChartText: ({ total, most, when }) =>
      `${posts(total)} of others in all; the fullest hour began on ${when}, with ${posts(most)}. The table below gives the same by day.`,
    hourChartEmpty: 'No post of others was seen in this time.',
    legend: {
      public: 'others',
      partners: 'partners',
      ours: 'our own posts',
      special: 'special day',
      missed: 'not watched',
    },
    dayByDay: 'Day by day',
    day: 'Day',
    specialDay: 'special day',
    watchedHours: 'Hours watched',
    ofHours: ({ hours: h, of }) => `${n(h)} of ${n(of)}`,

    coverage: 'What was watched, and what was missed',
    stream: ({ whole, ...given }) =>
      whole
        ? `Bluesky’s whole public stream was watched, ${ofAll(given)} of this time.`
        : `Bluesky’s whole public stream was watched for ${ofAll(given)}. Posts of the other hours are missing here, and no number has been made up for them.`,
    streamNever:
      'Bluesky’s stream was not watched in this time. Nothing is known of what others posted; no number here stands for it.',
    servers:
      'Mastodon is many servers, and each knows only a part of what is posted. Posts that none of the servers below knows are not counted; the same post seen on several counts once.',
    server: ({ server, whole, refused, ...given }) => {
      const name = apart(server);
      const why = refused ? ` (${apart(refused)})` : '';
      if (whole) return `${name} was watched, ${ofAll(given)}.`;
      return given.hours === 0 ? `${name} was not watched${why}.` : `${name} was watched for ${ofAll(given)}${why}.`;
    },
    counts: ({ whole, ...given }) =>
      `X counts posts with the hashtag itself, by the hour, and its counts are here for ${ofAll(given)}${whole ? '' : '; the other hours are missing'}. X does not say whose posts they are nor in which language, and no single post of others was read.`,
    countsNever: (refused) =>
      `X’s counts were not asked for in this time${refused ? ` (${apart(refused)})` : ''}. Nothing is known of what others posted; no number here stands for it.`,
    missed: 'What was missed',
    source: 'Source',
    from: 'From',
    to: 'To',
    length: 'Length',
    reason: 'Reason',
    noReason: 'not on record',
    notWatchedYet: 'watching had not begun',
    notWatchedSince: 'not watched since',

    whose: 'Ours, our partners’, everybody else’s',
    whoseNote:
      'Posts are those with the hashtag. Reactions are likes, boosts, replies and quotes that posts were seen to gain in this time; a post is looked at less and less often as it ages.',
    whoseNoteX:
      'On X, partners’ posts are told apart only where we boosted them, and reactions are known only for posts that we may look at.',
    who: { ours: 'Ours', partners: 'Partners', public: 'Others' },
    whom: 'Whose',
    likes: 'Likes',
    boostsGained: 'Boosts',
    replies: 'Replies',
    quotes: 'Quotes',
    all: 'All',
    authors: (atLeast, atMost, weeks) => {
      const once = weeks > 1 ? ', each counted once in a calendar week' : '';
      return atLeast === atMost
        ? `The posts of others came from ${count(atLeast, { one: '# author', other: '# authors' })}${once}.`
        : `The posts of others came from at least ${n(atLeast)} and at most ${count(atMost, { one: '# author', other: '# authors' })}${once}; who they were is not kept, so it cannot be said more exactly.`;
    },
    authorsUnknown: 'How many authors there were is not known.',

    messages: 'Messages at equal age',
    messagesNote:
      'All reactions to our posts when they were as old as the column says, so that old posts do not win by being old: the post in the middle, and of how many posts that is known. Between few posts a difference may well be chance.',
    message: 'Message',
    ofPosts: (known) => `of ${n(known)}`,
    noPosts: 'No post of ours went out in this time.',
    notYet: 'too young, or not looked at then',

    languages: 'Languages',
    languagesNote:
      'The language is what the author’s program said. Reactions to our posts are compared at equal age, as above.',
    languagesNoteX:
      'X does not say in which language others post. Reactions to our posts are compared at equal age, as above.',
    language: 'Language',
    noLanguage: 'not said',
    share: 'Share of others’ posts',
    fewCases: 'below 20 posts: counts only',
    noLanguages: 'No post was seen whose language could be told.',

    growth: 'How our posts grew',
    growthChart: (network) => `Reactions to each of our posts on ${network} by its age`,
    growthChartText: (value, most) =>
      `${count(value, { one: 'One curve', other: '# curves' })}, one for each post; the highest reached ${count(most, { one: '# reaction', other: '# reactions' })}. The table below gives the same numbers.`,
    growthAxis: 'age of the post',
    growthEmpty: 'No post of ours has been looked at yet.',
    eachPost: (value) => `Each post (${n(value)})`,
    published: 'Published',
    latest: 'Latest',
    gone: 'deleted',
    post: 'Post',

    boosts: 'Partners’ posts that we boosted',
    noBoosts: 'No post of a partner was boosted in this time.',
    partner: 'Partner',
    when: 'When',
    noBoostReason: 'not on record',
    undone: 'undone again',

    bestHours: 'When people use the hashtag',
    bestHoursNote: (zone) =>
      `Posts of others by weekday and hour, by the clock of ${zone}. It tells when people posted, not when a post of ours would do well.`,
    best: (hoursOf) => `The fullest hours: ${list(hoursOf)}.`,
    bestHour: (weekday, hour, value) => `${weekday}, ${hour} (${posts(value)})`,
    tooFewForBest: 'Fewer than 20 posts: too few to name best hours.',
    heatMap: (network) => `Posts of others on ${network} by weekday and hour`,
    eachHour: 'Each hour of the week',
    hour: 'Hour',
    fewer: 'fewer',
    more: 'more',

    organic: 'Said in people’s own words',
    organicSentence: ({ posts: all, copied, groups, share }) =>
      copied === 0
        ? `Among ${posts(all)} no text was found that many people had pasted.`
        : `Of ${posts(all)}, ${n(copied)} ${were(copied)} near-copies of ${count(groups, { one: 'one text', other: '# texts' })} that many people posted within a short time; ${n(all - copied)} ${were(all - copied)} not${share === null ? '' : ` (${percent(share)})`}.`,
    organicLargest: (value, authors) =>
      `The most copied text: ${posts(value)} in this time, by ${count(authors, { one: '# author', other: '# authors' })}.`,
    organicNote:
      'Found are texts that are nearly the same. A text told anew in other words is not found, and a copy is not a fake: people paste what they agree with.',
    unwatched: 'Not known: the hashtag was not watched.',
    organicX: 'Not known on X: it gives counts, no texts.',
    ownWords: 'In own words',
    copied: 'Near-copies',
    texts: 'Copied texts',

    plan: 'Planned against published',
    outcome: {
      published: 'published',
      waiting: 'still to come',
      held: 'waits for a person',
      skipped: 'skipped',
      rejected: 'refused by the network',
      unconfirmed: 'unconfirmed',
      retracted: 'deleted again',
    },
    late: 'of these late',
    deliveries: 'Posts',
    whatBecame: 'What became of them',
    why: 'Why some did not go out',

    money: 'Money',
    moneySentence: ({ spent, before, month, budget }) =>
      `${spent} was spent in this time${before === null ? '' : `, ${before} in the period before`}; in the calendar month in which it ends, ${month}${budget === null ? '' : ` of a budget of ${budget}`}.`,
    spentOn: 'Spent on',
    calls: 'Times',
    spent: 'US dollars',
    what: {
      publish: 'publishing',
      boost: 'boosting',
      look: 'looking for a lost answer',
      count: 'counting the hashtag',
      other: 'other reading',
    },

    unknown: 'not known',
    notes: 'How to read this',
    noteCause:
      'The report says what happened and when. It does not say what caused what; two things at the same time are just that.',
    noteNetworks: 'Each network is told by itself. They count differently and are not to be held against each other.',
    noteSums: 'What others posted is kept as sums only: no names, no texts, no links.',
    noteHours: (zone) =>
      `Days and weeks are those of ${zone}. Posts of others are kept by full hours (UTC): where the zone is off by half an hour, so is the edge of a day.`,
    noteExplain: 'Every number has a name, and can be followed back to its rows: report --explain and the name.',
    madeAt: (moment) => `Made on ${moment}.`,
    subject: (tag, period) => `#${tag}: report for ${period}`,
    attached: 'The whole report is attached as one file; it opens in any browser and asks nothing of the network.',
  };
};
