import { apart, type Forms, type Speech } from '../speech.ts';
import type { Words } from '../words.ts';

/* Counted nouns stand in the oblique case (after a preposition or in a construct), so that one set of forms serves every sentence. */

const hourForms: Forms = { one: 'ساعة واحدة', two: 'ساعتين', few: '# ساعات', many: '# ساعة', other: '# ساعة' };
const dayForms: Forms = { one: 'يوم واحد', two: 'يومين', few: '# أيام', many: '# يومًا', other: '# يوم' };
const minuteForms: Forms = { one: 'دقيقة واحدة', two: 'دقيقتين', few: '# دقائق', many: '# دقيقة', other: '# دقيقة' };
const postForms: Forms = {
  one: 'منشور واحد',
  two: 'منشورين',
  few: '# منشورات',
  many: '# منشورًا',
  other: '# منشور',
};
const textForms: Forms = { one: 'نص واحد', two: 'نصين', few: '# نصوص', many: '# نصًا', other: '# نص' };
const authorForms: Forms = { one: 'كاتب واحد', two: 'كاتبين', few: '# كتّاب', many: '# كاتبًا', other: '# كاتب' };

export const arabic = (s: Speech): Words => {
  const { n, count, list, percent } = s;
  const hash = (tag: string) => apart(`#${tag}`);
  const posts = (value: number) => count(value, postForms);
  const hours = (value: number) => count(value, hourForms);
  const named = (networks: readonly string[]) => list(networks.map(apart));
  const ofAll = ({ hours: h, of }: { hours: number; of: number }) =>
    h === of ? `كامل المدة (${hours(of)})` : `${n(h)} من أصل ${hours(of)}`;
  return {
    title: (tag) => `تقرير عن ${hash(tag)}`,
    rehearsal: 'هذا تقرير عن تجربة: لم يحدث شيء مما يرد فيه على شبكة حقيقية.',
    contents: 'في هذا التقرير',
    period: ({ tag, first, last, length, zone }) =>
      first === last
        ? `يروي هذا التقرير مسار ${hash(tag)} يوم ${first}، أي على مدى ${length}، بتوقيت ${apart(zone)}.`
        : `يروي هذا التقرير مسار ${hash(tag)} من ${first} إلى ${last}، أي على مدى ${length}، بتوقيت ${apart(zone)}.`,
    wentOut: (networks, others) =>
      networks.length === 0
        ? 'لم يُنشر لنا أي منشور.'
        : `نُشرت منشوراتنا على ${named(networks)}${others.length === 0 ? '' : `، ولم يُنشر شيء على ${named(others)}`}.`,
    nothingPlanned: 'لم يكن مقررًا لنا أي منشور في هذه المدة، ولم يُنشر شيء.',
    allWatched: (networks) => `جرى رصد الوسم دون انقطاع على ${named(networks)}.`,
    notAllWatched: (whole, partly, never) => {
      const ending = '؛ ويبيّن كل قسم ما فات.';
      if (whole.length + partly.length === 0) return `لم يُرصد الوسم على ${named(never)}${ending}`;
      const parts = [
        ...(whole.length > 0 ? [`دون انقطاع على ${named(whole)}`] : []),
        ...(partly.length > 0 ? [`جزئيًا على ${named(partly)}`] : []),
      ];
      const not = never.length > 0 ? `، ولم يُرصد على ${named(never)}` : '';
      return `رُصد الوسم ${parts.join('، و')}${not}${ending}`;
    },
    days: (value) => count(value, dayForms),
    hours,
    minutes: (value) => count(value, minuteForms),
    notOver: (until) => `لم تنتهِ المدة بعد: هكذا كان الحال في ${until}.`,

    short: 'بإيجاز',
    seen: ({ network, tag, public: others, partners, ours }) =>
      `على ${apart(network)} بلغ عدد المنشورات التي تحمل ${hash(tag)} من غيرنا وغير شركائنا ${n(others)}، ومن شركائنا ${n(partners)}، ومنا ${n(ours)}.`,
    seenOnX: ({ tag, public: others, partners, ours }) =>
      `بحسب عدّ ${apart('X')} بلغ عدد المنشورات التي تحمل ${hash(tag)} ما مجموعه ${n(others + partners + ours)}: منا ${n(ours)}${partners > 0 ? `، ومن شركاء أعدنا نشر منشوراتهم ${n(partners)}` : ''}، ومن غيرنا ${n(others)}.`,
    notWatched: (network, tag, ours) =>
      `لم يُرصد الوسم على ${apart(network)} في هذه المدة، فلا يُعرف ما نشره الآخرون${ours === 0 ? '' : `؛ أما عدد منشوراتنا التي تحمل ${hash(tag)} فهو ${n(ours)}`}.`,
    nothingBefore: 'لا توجد مدة سابقة للمقارنة بها.',
    notWatchedBefore: 'لم يُرصد الوسم في المدة السابقة، فلا شيء للمقارنة به.',
    against: ({ now, before, percent: change }) =>
      now === before
        ? `وفي المدة السابقة كان العدد نفسه من الآخرين: ${n(before)}.`
        : `وفي المدة السابقة كان عدد منشورات الآخرين ${n(before)}، أي أنه الآن ${now > before ? 'أكثر' : 'أقل'} بـ ${n(Math.abs(now - before))}${change === null ? '' : ` (${s.change(change)})`}.`,
    againstUneven: ({ before, perDay }) =>
      `وفي المدة السابقة كان عدد منشورات الآخرين ${n(before)}، لكن الساعات المرصودة تختلف بين المدتين: المعدل لكل يوم مرصود ${n(perDay.now)} الآن مقابل ${n(perDay.before)} حينها.`,
    notComparable: 'كان الرصد في إحدى المدتين أقل من أن تصح المقارنة بينهما.',
    planned: (planned, published, late, others) =>
      `وكان المقرر ${n(planned)}، نُشر منها ${n(published)}${late > 0 ? ` (المتأخر منها ${n(late)})` : ''}${others.length > 0 ? `؛ ${others.join('، ')}` : ''}.`,
    noneOfOursPlanned: (network) => `لم يكن مقررًا لنا أي منشور على ${apart(network)} في هذه المدة.`,
    outcomeCount: (outcome, value) =>
      `${
        {
          published: 'نُشر',
          waiting: 'لم يحن موعده',
          held: 'ينتظر قرارًا',
          skipped: 'أُسقط',
          rejected: 'رفضته الشبكة',
          unconfirmed: 'غير مؤكد',
          retracted: 'نُشر ثم حُذف',
        }[outcome]
      }: ${n(value)}`,

    change: 'التغيّر عن المدة السابقة',
    changeNote: (now, before) =>
      `الرصد: ${ofAll(now)} الآن، و${ofAll(before)} سابقًا. تُذكر النسبة المئوية ابتداءً من 20 حالة. ولا يقول شيء هنا لماذا حدث تغيّر.`,
    now: 'الآن',
    before: 'سابقًا',
    difference: 'التغيّر',
    perDay: 'لكل يوم مرصود (الآن / سابقًا)',
    posts: 'المنشورات',
    reactions: 'التفاعلات',
    figure: (what, who) =>
      what === 'posts'
        ? { ours: 'منشوراتنا', partners: 'منشورات الشركاء', public: 'منشورات الآخرين' }[who]
        : `التفاعلات مع ${{ ours: 'منشوراتنا', partners: 'منشورات الشركاء', public: 'منشورات الآخرين' }[who]}`,

    hourByHour: 'ساعة بساعة',
    hourChart: (network, tag) => `المنشورات التي تحمل ${hash(tag)} على ${apart(network)} ساعة بساعة`,
    hourChartText: ({ total, most, when }) =>
      `مجموع منشورات الآخرين ${n(total)}؛ وأكثر الساعات منشورات بدأت في ${when} وعدد منشوراتها ${n(most)}. ويعطي الجدول أدناه الأرقام نفسها لكل يوم.`,
    hourChartEmpty: 'لم يُرصد أي منشور للآخرين في هذه المدة.',
    legend: {
      public: 'الآخرون',
      partners: 'الشركاء',
      ours: 'منشوراتنا',
      special: 'يوم خاص',
      missed: 'لم يُرصد',
    },
    dayByDay: 'يومًا بيوم',
    day: 'اليوم',
    specialDay: 'يوم خاص',
    watchedHours: 'الساعات المرصودة',
    ofHours: ({ hours: h, of }) => `${n(h)} من ${n(of)}`,

    coverage: 'ما رُصد وما فات',
    stream: ({ whole, ...given }) =>
      whole
        ? `رُصد التدفق العام لشبكة ${apart('Bluesky')} كله على ${ofAll(given)}.`
        : `رُصد التدفق العام لشبكة ${apart('Bluesky')} كله خلال ${ofAll(given)}. ومنشورات الساعات الأخرى غائبة هنا، ولم يوضع لها أي رقم مفترض.`,
    streamNever: `لم يُرصد تدفق ${apart('Bluesky')} في هذه المدة. فلا يُعرف شيء مما نشره الآخرون، ولا ينوب عنه أي رقم هنا.`,
    servers: `${apart('Mastodon')} خوادم كثيرة، لا يعرف كل منها إلا جزءًا مما يُنشر. وما لا يعرفه أي من الخوادم أدناه لا يُحسب؛ والمنشور الذي يظهر على عدة خوادم يُحسب مرة واحدة.`,
    server: ({ server, whole, refused, ...given }) => {
      const name = apart(server);
      const why = refused ? ` (${apart(refused)})` : '';
      if (whole) return `رُصد ${name} على ${ofAll(given)}.`;
      return given.hours === 0 ? `لم يُرصد ${name}${why}.` : `رُصد ${name} خلال ${ofAll(given)}${why}.`;
    },
    counts: ({ whole, ...given }) =>
      `تعدّ ${apart('X')} بنفسها المنشورات التي تحمل الوسم في كل ساعة، وأرقامها هنا عن ${ofAll(given)}${whole ? '' : '؛ أما الساعات الأخرى فغائبة'}. ولا تبيّن لمن المنشورات ولا بأي لغة، ولم يُقرأ أي منشور لغيرنا.`,
    countsNever: (refused) =>
      `لم تُطلب أرقام ${apart('X')} في هذه المدة${refused ? ` (${apart(refused)})` : ''}. فلا يُعرف شيء مما نشره الآخرون، ولا ينوب عنه أي رقم هنا.`,
    missed: 'ما فات',
    source: 'المصدر',
    from: 'من',
    to: 'إلى',
    length: 'المدة',
    reason: 'السبب',
    noReason: 'غير مسجّل',
    notWatchedYet: 'لم يكن الرصد قد بدأ',
    notWatchedSince: 'لم يُرصد منذ ذلك الحين',

    whose: 'منشوراتنا ومنشورات شركائنا ومنشورات سائر الناس',
    whoseNote:
      'المنشورات هي التي تحمل الوسم. والتفاعلات هي الإعجابات وإعادات النشر والردود والاقتباسات التي شوهدت المنشورات تكسبها في هذه المدة؛ وكلما قدُم المنشور قلّ النظر إليه.',
    whoseNoteX: `على ${apart('X')} لا تُميَّز منشورات الشركاء إلا إذا أعدنا نشرها، ولا تُعرف التفاعلات إلا للمنشورات التي يتاح لنا النظر إليها.`,
    who: { ours: 'نحن', partners: 'الشركاء', public: 'الآخرون' },
    whom: 'لمن',
    likes: 'إعجابات',
    boostsGained: 'إعادات نشر',
    replies: 'ردود',
    quotes: 'اقتباسات',
    all: 'المجموع',
    authors: (atLeast, atMost, weeks) => {
      const once = weeks > 1 ? '، يُحسب كل منهم مرة في الأسبوع' : '';
      return atLeast === atMost
        ? `عدد كتّاب منشورات الآخرين ${n(atLeast)}${once}.`
        : `عدد كتّاب منشورات الآخرين لا يقل عن ${n(atLeast)} ولا يزيد على ${n(atMost)}${once}؛ ولا يُحفظ من هم، فلا يمكن تحديد العدد بأدق من ذلك.`;
    },
    authorsUnknown: 'لا يُعرف عدد الكتّاب.',

    messages: 'الرسائل عند تساوي العمر',
    messagesNote:
      'مجموع التفاعلات مع منشوراتنا حين كان عمرها ما يذكره العمود، كي لا تتقدم القديمة لقِدمها: قيمة المنشور الأوسط، وعدد المنشورات المعروف عنها ذلك. وبين منشورات قليلة قد يكون الفرق محض مصادفة.',
    message: 'الرسالة',
    ofPosts: (known) => `من ${n(known)}`,
    noPosts: 'لم يُنشر لنا أي منشور في هذه المدة.',
    notYet: 'حديث العهد، أو لم يُنظر إليه حينها',

    languages: 'اللغات',
    languagesNote: 'اللغة هي ما ذكره برنامج الكاتب. وتُقارن التفاعلات مع منشوراتنا عند تساوي العمر كما سبق.',
    languagesNoteX: `لا تبيّن ${apart('X')} بأي لغة ينشر الآخرون. وتُقارن التفاعلات مع منشوراتنا عند تساوي العمر كما سبق.`,
    language: 'اللغة',
    noLanguage: 'غير مذكورة',
    share: 'النسبة من منشورات الآخرين',
    fewCases: 'أقل من 20 منشورًا: أعداد فقط',
    noLanguages: 'لم يُرصد أي منشور تُعرف لغته.',

    growth: 'كيف نمت منشوراتنا',
    growthChart: (network) => `التفاعلات مع كل من منشوراتنا على ${apart(network)} بحسب عمره`,
    growthChartText: (value, most) =>
      `لكل منشور منحنى، وعدد المنحنيات ${n(value)}؛ وأعلاها بلغ من التفاعلات ${n(most)}. ويعطي الجدول أدناه الأرقام نفسها.`,
    growthAxis: 'عمر المنشور',
    growthEmpty: 'لم يُنظر بعد إلى أي من منشوراتنا.',
    eachPost: (value) => `كل منشور على حدة (${n(value)})`,
    published: 'وقت النشر',
    latest: 'آخر ما عُرف',
    gone: 'حُذف',
    post: 'المنشور',

    boosts: 'منشورات الشركاء التي أعدنا نشرها',
    noBoosts: 'لم يُعَد نشر أي منشور لشريك في هذه المدة.',
    partner: 'الشريك',
    when: 'متى',
    noBoostReason: 'غير مسجّل',
    undone: 'أُلغي لاحقًا',

    bestHours: 'متى يُستخدم الوسم',
    bestHoursNote: (zone) =>
      `منشورات الآخرين بحسب يوم الأسبوع والساعة، بتوقيت ${apart(zone)}. يبيّن ذلك متى نشر الناس، لا متى ينجح منشور لنا.`,
    best: (hoursOf) => `أكثر الساعات منشورات: ${hoursOf.join('؛ ')}.`,
    bestHour: (weekday, hour, value) => `${weekday} ${hour} (${n(value)})`,
    tooFewForBest: 'أقل من 20 منشورًا: عدد لا يكفي لتسمية أفضل الساعات.',
    heatMap: (network) => `منشورات الآخرين على ${apart(network)} بحسب يوم الأسبوع والساعة`,
    eachHour: 'كل ساعة من الأسبوع',
    hour: 'الساعة',
    fewer: 'أقل',
    more: 'أكثر',

    organic: 'ما قيل بكلمات الناس أنفسهم',
    organicSentence: ({ posts: all, copied, groups, share }) =>
      copied === 0
        ? `من بين ${posts(all)} لم يُعثر على نص ألصقه كثيرون.`
        : `من بين ${posts(all)} بلغ عدد النسخ شبه المطابقة ${n(copied)}، وهي من ${count(groups, textForms)} نشرها كثيرون في وقت قصير؛ وعدد ما ليس نسخًا ${n(all - copied)}${share === null ? '' : ` (${percent(share)})`}.`,
    organicLargest: (value, authors) =>
      `أكثر النصوص نسخًا ورد في ${posts(value)} في هذه المدة، من ${count(authors, authorForms)}.`,
    organicNote:
      'يُعثر على النصوص شبه المتطابقة. أما النص المعاد بكلمات أخرى فلا يُعثر عليه، وليست النسخة زيفًا: فالناس يلصقون ما يوافقون عليه.',
    unwatched: 'غير معروف: لم يُرصد الوسم.',
    organicX: `غير معروف على ${apart('X')}: فهي تعطي أعدادًا لا نصوصًا.`,
    ownWords: 'بكلماتهم',
    copied: 'نسخ شبه مطابقة',
    texts: 'نصوص منسوخة',

    plan: 'المقرر والمنشور',
    outcome: {
      published: 'نُشر',
      waiting: 'لم يحن موعده',
      held: 'ينتظر قرارًا',
      skipped: 'أُسقط',
      rejected: 'رفضته الشبكة',
      unconfirmed: 'غير مؤكد',
      retracted: 'نُشر ثم حُذف',
    },
    late: 'المتأخر منها',
    deliveries: 'العدد',
    whatBecame: 'ما آلت إليه',
    why: 'لماذا لم يُنشر بعضها',

    money: 'المال',
    moneySentence: ({ spent, before, month, budget }) =>
      `أُنفق في هذه المدة ${spent}${before === null ? '' : `، وفي المدة السابقة ${before}`}؛ وفي الشهر الذي تنتهي فيه ${month}${budget === null ? '' : ` من ميزانية قدرها ${budget}`}.`,
    spentOn: 'وجه الإنفاق',
    calls: 'عدد المرات',
    spent: 'بالدولار الأمريكي',
    what: {
      publish: 'النشر',
      boost: 'إعادة النشر',
      look: 'البحث عن جواب ضائع',
      count: 'عدّ الوسم',
      other: 'قراءات أخرى',
    },

    unknown: 'غير معروف',
    notes: 'كيف يُقرأ هذا التقرير',
    noteCause: 'يقول التقرير ما حدث ومتى حدث. ولا يقول ما الذي سبّب ماذا؛ وتزامن أمرين لا يعني أكثر من تزامنهما.',
    noteNetworks: 'تُروى كل شبكة على حدة. فالشبكات تعدّ بطرق مختلفة ولا تُقارن إحداها بالأخرى.',
    noteSums: 'لا يُحفظ مما ينشره الآخرون سوى المجاميع: لا أسماء ولا نصوص ولا روابط.',
    noteHours: (zone) =>
      `الأيام والأسابيع بتوقيت ${apart(zone)}. وتُحفظ منشورات الآخرين بالساعات الكاملة (${apart('UTC')}): فحيث يختلف التوقيت بنصف ساعة يختلف بها حدّ اليوم أيضًا.`,
    noteExplain: `لكل رقم اسم، ويمكن تتبّعه إلى صفوفه: ${apart('report --explain')} ثم الاسم.`,
    madeAt: (moment) => `أُعدّ في ${moment}.`,
    subject: (tag, period) => `${hash(tag)}: تقرير ${period}`,
    attached: 'التقرير كله مرفق في ملف واحد، يُفتح في أي متصفح ولا يطلب شيئًا من الشبكة.',
  };
};
