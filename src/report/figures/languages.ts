import type { NetworkReport } from '../report-schema.ts';
import type { NetworkRows } from '../rows.ts';
import { agesOf, oursByLanguage } from './equal-age.ts';
import { FEW } from './hours.ts';

/** The primary subtag: what authors' clients say and what the campaign writes are held against each other by it. */
const primary = (lang: string): string => lang.split('-')[0]?.toLowerCase() ?? '';

export const languagesOf = (rows: NetworkRows, growth: NetworkReport['growth']): NetworkReport['languages'] => {
  const mine = new Map([...oursByLanguage(growth)].map(([lang, posts]) => [primary(lang), posts]));
  const tells = rows.network !== 'x';
  const posts = (whose: 'partner' | 'public', lang: string): number =>
    rows.langs.reduce((sum, row) => sum + (row.whose === whose && primary(row.lang) === lang ? row.posts : 0), 0);
  const all = rows.langs.reduce((sum, row) => sum + (row.whose === 'public' ? row.posts : 0), 0);
  const langs = new Set([
    ...mine.keys(),
    ...rows.langs.filter((row) => row.whose !== 'ours' && row.posts > 0).map((row) => primary(row.lang)),
  ]);
  return [...langs]
    .map((lang) => {
      const others = posts('public', lang);
      return {
        lang,
        ours: mine.get(lang)?.length ?? 0,
        partners: tells ? posts('partner', lang) : null,
        public: tells ? others : null,
        share: tells && all >= FEW ? others / all : null,
        ages: agesOf(mine.get(lang) ?? []),
      };
    })
    .sort((a, b) => (b.public ?? 0) - (a.public ?? 0) || b.ours - a.ours || (a.lang < b.lang ? -1 : 1));
};
