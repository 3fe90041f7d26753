import { describe, expect, it } from 'vitest';
import { campaignSchema } from '../../src/config/campaign-schema.ts';
import { partnersSchema } from '../../src/config/partners-schema.ts';
import { frontMatterSchema } from '../../src/content/front-matter.ts';
import { jsonSchemaText } from '../../src/yaml.ts';

/* `vitest run test/config/json-schema.test.ts -u` writes the files anew (with `-u` first, the path is taken for its value). */
describe('the JSON Schemas that editors read', () => {
  it.each([
    ['config/campaign.schema.json', campaignSchema],
    ['config/partners.schema.json', partnersSchema],
    ['config/message.schema.json', frontMatterSchema],
  ])('%s is in step with what the program reads', async (file, schema) => {
    await expect(jsonSchemaText(schema)).toMatchFileSnapshot(`../../${file}`);
  });

  it('describe every key', () => {
    const undescribed = (node: unknown, path = ''): string[] =>
      Object.entries((node as { properties?: object }).properties ?? {}).flatMap(([key, value]) => [
        ...('description' in value ? [] : [`${path}${key}`]),
        ...[value, ...(value.anyOf ?? [])].flatMap((one) =>
          undescribed(one.items ?? one.additionalProperties ?? one, `${path}${key}.`),
        ),
        ...[value, ...(value.anyOf ?? [])].flatMap((one) => undescribed(one, `${path}${key}.`)),
      ]);
    for (const schema of [campaignSchema, partnersSchema, frontMatterSchema]) {
      expect(undescribed(JSON.parse(jsonSchemaText(schema)))).toEqual([]);
    }
  });
});
