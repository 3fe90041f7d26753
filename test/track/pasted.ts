/*
 * Texts made up to measure how well copies are told from what people wrote themselves: templates of a share kit as people paste and change them, and texts on
 * the same subject by people who never saw each other's.
 */

export const dice = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

export type Dice = ReturnType<typeof dice>;
const pick = <T>(roll: Dice, some: readonly T[]): T => some[Math.floor(roll() * some.length)]!;

export const templates: Readonly<Record<string, string>> = {
  en: 'Six human rights groups were told that their work is a crime. They defend prisoners, children, farmers and women. I stand with them today, and I ask my government to say so in public and to keep funding their work. #StandWithThe6 https://example.org/six',
  ar: 'قيل لست منظمات حقوقية إن عملها جريمة. هي تدافع عن الأسرى والأطفال والمزارعين والنساء. أقف معها اليوم، وأطلب من حكومة بلدي أن تقول ذلك علنًا وأن تواصل دعم عملها. #قفوا_مع_الست https://example.org/six',
  tr: 'Altı insan hakları örgütüne çalışmalarının suç olduğu söylendi. Onlar tutukluları, çocukları, çiftçileri ve kadınları savunuyor. Bugün onların yanındayım ve hükümetimden bunu açıkça söylemesini istiyorum. #StandWithThe6',
  ja: '六つの人権団体が、その活動は犯罪だと告げられました。彼らは囚人、子ども、農民、女性を守っています。私は今日、彼らとともに立ち、政府に対して公にそう述べ、活動への支援を続けるよう求めます。 #StandWithThe6',
};

const inserted: Readonly<Record<string, readonly string[]>> = {
  en: ['really', 'brave', 'important', 'again', 'small', 'local', 'honest', 'loudly'],
  ar: ['حقًا', 'الشجاعة', 'مجددًا', 'المهمة', 'فعلًا', 'الصغيرة', 'دائمًا', 'جدًا'],
  tr: ['gerçekten', 'cesur', 'önemli', 'yine', 'küçük', 'yerel', 'dürüst', 'hep'],
  ja: ['本当に', '勇敢な', '大切な', '再び', '小さな', '地元の', '誠実な', '強く'],
};
const own: Readonly<Record<string, readonly string[]>> = {
  en: [
    'My grandmother farmed that land and I grew up on her stories of the olive harvest every autumn.',
    'I met two of these lawyers in Geneva years ago and have never forgotten how calm they were.',
    'Reading about this on the bus this morning made me cry, honestly, in front of everybody.',
  ],
  ar: [
    'جدتي كانت تزرع تلك الأرض وكبرت على حكاياتها عن موسم الزيتون كل خريف.',
    'التقيت اثنين من هؤلاء المحامين في جنيف قبل سنوات ولم أنس هدوءهما أبدًا.',
    'قرأت عن هذا في الحافلة هذا الصباح وبكيت أمام الجميع بصراحة.',
  ],
  tr: [
    'Büyükannem o toprağı işlerdi, ben de her sonbahar zeytin hasadı hikâyeleriyle büyüdüm.',
    'Bu avukatlardan ikisiyle yıllar önce Cenevre’de tanıştım, sakinliklerini hiç unutmadım.',
    'Bu sabah otobüste okurken herkesin önünde ağladım doğrusu.',
  ],
  ja: [
    '祖母はあの土地を耕していて、私は毎年秋のオリーブ収穫の話を聞いて育ちました。',
    '何年も前にジュネーブで二人の弁護士に会い、その落ち着きを忘れたことがありません。',
    '今朝バスの中で読んで、みんなの前で正直泣いてしまいました。',
  ],
};

/** Some words exchanged for others, or put in where a script has no spaces. */
const exchange = (lang: string, text: string, times: number, roll: Dice): string => {
  if (lang === 'ja') {
    let changed = text;
    for (let n = 0; n < times; n++) {
      const at = 2 + Math.floor(roll() * (changed.indexOf('#') - 4));
      changed = changed.slice(0, at) + pick(roll, inserted.ja!) + changed.slice(at + 2);
    }
    return changed;
  }
  const words = text.split(' ');
  const places = words.map((_, n) => n).filter((n) => !words[n]!.startsWith('#') && !words[n]!.startsWith('http'));
  for (let n = 0; n < times; n++) words[pick(roll, places)] = pick(roll, inserted[lang]!);
  return words.join(' ');
};

const sentences = (text: string): string[] => text.split(/(?<=[.。])\s*/);

/** What people do to a template before they post it. */
export const changes: Readonly<Record<string, (lang: string, text: string, roll: Dice) => string>> = {
  nothing: (_, text) => text,
  'other links, hashtags, mentions, emoji': (_, text, roll) =>
    `${text.replace(/https\S+/, `https://example.net/${Math.floor(roll() * 1e6)}`)} #${pick(roll, ['news', 'غزة', 'rights'])} @someone${Math.floor(roll() * 99)} ${pick(roll, ['✊', '🕊️', '❤️'])}`,
  'case, punctuation, line breaks': (_, text, roll) =>
    (roll() < 0.5 ? text.toUpperCase() : text).replaceAll(/[.,،。、]/g, () => (roll() < 0.5 ? '!' : '\n')),
  'vowel marks and forms of Arabic': (lang, text) =>
    lang === 'ar'
      ? text.replaceAll('أ', 'ا').replaceAll('ة', 'ه').replaceAll('من', 'مِن').replaceAll('على', 'علـى')
      : text,
  'a short call at the end': (_, text, roll) =>
    `${text} ${pick(roll, ['Please share!', 'RT', 'شاركوا', 'Lütfen paylaşın', '拡散希望'])}`,
  'one word': (lang, text, roll) => exchange(lang, text, 1, roll),
  'two words': (lang, text, roll) => exchange(lang, text, 2, roll),
  'four words': (lang, text, roll) => exchange(lang, text, 4, roll),
  'one sentence left out': (_, text, roll) => {
    const all = sentences(text);
    all.splice(Math.floor(roll() * 2), 1);
    return all.join(' ');
  },
  'a sentence of their own in front': (lang, text, roll) => `${pick(roll, own[lang]!)} ${text}`,
  'only one sentence kept, with one of their own': (lang, text, roll) =>
    `${sentences(text)[1]} ${pick(roll, own[lang]!)}`,
};

/** Slogans and stock phrases: many people write the very same one, and none has it from another. */
export const slogans = [
  'Free Palestine! #StandWithThe6',
  'From the river to the sea, Palestine will be free #StandWithThe6',
  'Human rights defenders are not terrorists #StandWithThe6',
  'Solidarity with the Palestinian people today and every day #StandWithThe6',
  'الحرية لفلسطين ولكل الأسرى #StandWithThe6',
  'المدافعون عن حقوق الإنسان ليسوا إرهابيين',
  'Özgür Filistin, hepimiz kardeşiz #StandWithThe6',
  '人権は犯罪ではない #StandWithThe6',
  'I #StandWithThe6',
  '#StandWithThe6 ✊✊✊',
  'https://example.org/six #StandWithThe6',
];

const said: Readonly<Record<string, readonly (readonly string[])[]>> = {
  en: [
    [
      'I have read the statement',
      'My union met last night',
      'We talked about it in class',
      'A friend sent me the news',
      'I cannot stop thinking of it',
      'Our choir sang for them',
      'The council will vote next week',
      'I wrote to my member of parliament',
    ],
    [
      'and I am angry that',
      'because it matters that',
      'and nobody could believe that',
      'and I keep asking why',
      'after we learned that',
      'and we agreed it is wrong that',
    ],
    [
      'six human rights groups are called criminals',
      'people who defend prisoners lose their offices',
      'farmers cannot reach their own trees',
      'a women’s committee is treated like this',
      'lawyers for children are searched at night',
      'researchers are told to be silent',
    ],
    [
      '– so today I stand with them.',
      '; please read about it yourselves.',
      ', and we will not look away.',
      ', which no court would accept here.',
      ': tell your government what you think.',
      ', and I will say so wherever I can.',
    ],
  ],
  ar: [
    [
      'قرأت البيان كله',
      'اجتمعت نقابتنا أمس',
      'تحدثنا عن ذلك في الصف',
      'أرسلت لي صديقة الخبر',
      'لا أستطيع التوقف عن التفكير',
      'كتبت إلى نائب منطقتي',
      'سيصوت المجلس الأسبوع المقبل',
    ],
    ['وأغضبني أن', 'لأنه من المهم أن نعرف أن', 'ولم يصدق أحد أن', 'وما زلت أسأل لماذا', 'بعد أن علمنا أن'],
    [
      'ست منظمات حقوقية توصف بالإجرام',
      'من يدافع عن الأسرى يفقد مكتبه',
      'المزارعين لا يصلون إلى أشجارهم',
      'لجان المرأة تعامل هكذا',
      'محامي الأطفال يفتشون ليلًا',
      'الباحثين يؤمرون بالصمت',
    ],
    [
      'ولذلك أقف معهم اليوم.',
      'فاقرأوا عن ذلك بأنفسكم.',
      'ولن ندير وجوهنا.',
      'وهذا لا تقبله أي محكمة.',
      'فقولوا لحكوماتكم رأيكم.',
    ],
  ],
};

/** Two sentences on the subject by somebody who pasted nothing. */
export const ownWords = (lang: string, roll: Dice): string =>
  `${[0, 1].map(() => said[lang]!.map((part) => pick(roll, part)).join(' ')).join(' ')} #StandWithThe6`;
