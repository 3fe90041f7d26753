import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { partnersFile, readPartners } from '../../config.ts';
import type { Partners } from '../../model.ts';

/**
 * Partners as the file names them at this moment. Undefined while the file has problems: what it says of consent is not known then, so nothing
 * is boosted, and nothing is undone either. The same when it is not there.
 */
export const consentingPartners = (folder: string, file = partnersFile): (() => Promise<Partners | undefined>) => {
  let last: { readonly print: string; readonly partners: Promise<Partners | undefined> } | undefined;
  return async () => {
    const found = await stat(join(folder, file)).catch(() => undefined);
    if (!found) return undefined;
    const print = `${found.mtimeMs} ${found.size} ${found.ino}`;
    if (last?.print !== print) last = { print, partners: readPartners(folder, file).then(({ partners }) => partners) };
    return last.partners;
  };
};
