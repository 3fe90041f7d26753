import type { Explained } from '../../jobs/report/explain.ts';
import { bold, table } from '../answer.ts';

/** How many rows of a query are printed for a person. */
const SHOWN = 40;

const moments = new Set(['at', 'from', 'to', 'start', 'sentAt', 'retractedAt', 'goneAt', 'lastAt']);

/** Moments as people read them; the JSON form has the numbers. */
const cell = (name: string, value: unknown): string => {
  if (value === null || value === undefined) return '-';
  if (moments.has(name) && typeof value === 'number') return Temporal.Instant.fromEpochMilliseconds(value).toString();
  const text = String(value).replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
};

/** The query with its values put in, to be read and tried; our own values only, so quoting is all that they need. */
const withValues = (sql: string, parameters: readonly unknown[]): string => {
  let next = 0;
  return sql.replace(/\?/g, () => {
    const value = parameters[next++];
    return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
  });
};

export const explainedWords = ({ figure, value, how, queries }: Explained): string => {
  const parts = queries.flatMap(({ name, sql, parameters, rows }) => {
    const columns = Object.keys(rows[0] ?? {});
    return [
      bold(name),
      `${withValues(sql, parameters)};`,
      '',
      rows.length === 0
        ? 'no row counts'
        : table([columns, ...rows.slice(0, SHOWN).map((row) => columns.map((column) => cell(column, row[column])))]),
      ...(rows.length > SHOWN ? [`and ${rows.length - SHOWN} more (--json shows all)`] : []),
      '',
    ];
  });
  return [`${figure} = ${value === null ? 'not known' : value}`, `How: ${how}.`, '', ...parts].join('\n').trimEnd();
};
