import type { Dice } from './dice.ts';

/*
 * What the public writes: words at random, harmless and long enough that no two posts are alike by chance. Sense is not needed
 * here; scripts, languages and lengths are.
 */

const split = (words: string): readonly string[] => words.split(' ');

const en = split(
  'lanterns archive neighbours library courage morning letters harbour orchard windows witness garden patient records evening bridge teachers kitchen river tomorrow quiet careful paper olive market counting voices together small honest seasons stone carry keeps reading gathers walks opens answers remembers plants shares listens brings mends writes waits sings holds learns the and with under after toward every again still gently across',
);
const ar = split(
  'مصابيح أرشيف جيران مكتبة شجاعة صباح رسائل ميناء بستان نوافذ شاهد حديقة صبور سجلات مساء جسر معلمون مطبخ نهر غدا هدوء ورق زيتون سوق أصوات معا صغيرة صادق فصول حجر نحمل نقرأ نجمع نمشي نفتح نجيب نتذكر نزرع نشارك نسمع نكتب ننتظر نغني نتعلم مع تحت بعد نحو كل أيضا عبر',
);
const fr = split(
  'lanternes archive voisins bibliothèque courage matin lettres port verger fenêtres témoin jardin patience registres soir pont maîtresses cuisine rivière demain silence papier olivier marché voix ensemble petites honnêtes saisons pierre porter lire réunir marcher ouvrir répondre retenir planter partager écouter réparer écrire attendre chanter apprendre avec sous après vers chaque encore doucement',
);
const es = split(
  'faroles archivo vecinas biblioteca valor mañana cartas puerto huerto ventanas testigo jardín paciencia registros tarde puente maestras cocina río silencio papel olivo mercado voces juntas pequeñas honestas estaciones piedra llevar leer reunir caminar abrir responder recordar plantar compartir escuchar reparar escribir esperar cantar aprender con bajo después hacia cada todavía despacio',
);
const de = split(
  'laternen archiv nachbarn bücherei mut morgen briefe hafen obstgarten fenster zeugin garten geduld akten abend brücke lehrerinnen küche fluss stille papier ölbaum markt stimmen gemeinsam kleine ehrliche jahreszeiten stein tragen lesen sammeln gehen öffnen antworten erinnern pflanzen teilen zuhören flicken schreiben warten singen lernen mit unter nach jeder wieder langsam',
);
const tr = split(
  'fenerler arşiv komşular kütüphane cesaret sabah mektuplar liman bahçe pencereler tanık sabır kayıtlar akşam köprü öğretmenler mutfak nehir yarın sessizlik kağıt zeytin pazar sesler birlikte küçük dürüst mevsimler taş taşır okur toplar yürür açar yanıtlar hatırlar diker paylaşır dinler onarır yazar bekler söyler öğrenir ile altında sonra her yine yavaşça',
);
const ja = split(
  '灯り 記録 隣人 図書館 勇気 朝 手紙 港 果樹園 窓 証人 庭 忍耐 夕方 橋 先生 台所 川 明日 静けさ 紙 市場 声 一緒 小さな 正直 季節 石 運ぶ 読む 集まる 歩く 開く 答える 覚える 植える 分ける 聞く 直す 書く 待つ 歌う 学ぶ また ゆっくり',
);

const vocabularies: Readonly<Record<string, readonly string[]>> = { en, ar, fr, es, de, tr, ja };

/** What they write in, with what their clients say of it: some name a region, some two languages, some none. */
export const tongues = [
  ['en', 40],
  ['ar', 22],
  ['fr', 12],
  ['es', 12],
  ['de', 5],
  ['tr', 4],
  ['ja', 2],
] as const;

export const saidOf = (lang: string, throws: Dice): readonly string[] => {
  const region = { en: 'en-GB', fr: 'fr-CA', es: 'es-MX' }[lang];
  const luck = throws.next();
  if (luck < 0.04) return [];
  if (luck < 0.12 && region) return [region];
  return luck < 0.16 && lang !== 'en' ? [lang, 'en'] : [lang];
};

export const sentence = (lang: string, throws: Dice): string => {
  const words = vocabularies[lang] ?? en;
  const many = 8 + throws.below(9);
  const written: string[] = [];
  for (let i = 0; i < many; i += 1) written.push(throws.pick(words));
  const end = throws.pick(['.', '', '!', '…', ' 🕊', '']);
  return written.join(' ') + end;
};

const adjectives = split('quiet early mossy amber tidal northern gentle patient rainy woven silver paper');
const nouns = split('heron lantern orchard pebble harbour thistle kettle meadow compass willow comet anchor');
const shown: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  ar: [split('طائر فانوس بستان حصاة مرفأ شجرة'), split('هادئ مبكر صبور فضي ماطر شمالي')],
  fr: [split('Héron Lanterne Verger Galet Havre Saule'), split('tranquille matinal boréal patient argenté pluvieux')],
  es: [split('Garza Farol Huerto Guijarro Puerto Sauce'), split('serena temprano boreal paciente plateado lluvioso')],
  ja: [split('静かな 早い 琥珀の 北の'), split('鷺 灯籠 小石 柳')],
};

/** A name to sign in with and a name to show; the number makes both one of a kind. */
export const names = (n: number, lang: string, throws: Dice): { readonly handle: string; readonly name: string } => {
  const [adjective, noun] = [throws.pick(adjectives), throws.pick(nouns)];
  const [first, second] = shown[lang] ?? [adjectives, nouns];
  return { handle: `${adjective}-${noun}-${n}`, name: `${throws.pick(first)} ${throws.pick(second)} №${n}` };
};
