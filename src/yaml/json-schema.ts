import { z } from 'zod';

/*
 * JSON Schemas for editors, from the schemas that the program itself reads with.
 */

const widest = 120;

/** As biome formats JSON: a list of plain values stays on one line where it fits. */
const print = (value: unknown, indent: string, before: number): string => {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const line = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    const plain = value.every((item) => typeof item !== 'object' || item === null);
    if (value.length === 0 || (plain && before + line.length < widest)) return line;
    return `[\n${value.map((item) => inner + print(item, inner, inner.length)).join(',\n')}\n${indent}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return '{}';
    const lines = entries.map(([key, item]) => {
      const start = `${inner}${JSON.stringify(key)}: `;
      return start + print(item, inner, start.length);
    });
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(value);
};

/** The largest whole number of JavaScript, which zod writes as the bound of every number; it helps nobody. */
const withoutSafeBounds = ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
};

/** The text of the file that an editor reads. */
export const jsonSchemaText = (schema: z.ZodType): string => {
  const made = z.toJSONSchema(schema, { io: 'input', override: withoutSafeBounds });
  return `${print(made, '', 0)}\n`;
};
