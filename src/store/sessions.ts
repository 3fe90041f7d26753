import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { NetworkName } from '../model.ts';
import type { Schema } from './schema.ts';

/*
 * Log-in sessions, sealed with AES-256-GCM under a key derived from CAMPAIGN_KEY, which is never in the data folder.
 * Without CAMPAIGN_KEY nothing is kept, and each start logs in anew.
 */

const sealer = (key: string) => {
  const secret = Buffer.from(hkdfSync('sha256', key, '', 'campaign-amplifier sessions', 32));
  return {
    seal: (text: string): string => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce);
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
        'base64',
      );
    },
    /** Undefined when it was sealed under another key or is damaged: then we log in anew. */
    unseal: (sealed: string): string | undefined => {
      try {
        const bytes = Buffer.from(sealed, 'base64');
        const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12));
        decipher.setAuthTag(bytes.subarray(-16));
        return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return undefined;
      }
    },
  };
};

export const sessions = (db: Kysely<Schema>, network: NetworkName, key: string) => {
  const { seal, unseal } = sealer(key);
  return {
    load: async (): Promise<string | undefined> => {
      const row = await db.selectFrom('session').select('sealed').where('network', '=', network).executeTakeFirst();
      return row && unseal(row.sealed);
    },
    save: async (text: string): Promise<void> => {
      const sealed = seal(text);
      await db
        .insertInto('session')
        .values({ network, sealed })
        .onConflict((c) => c.column('network').doUpdateSet({ sealed }))
        .execute();
    },
    forget: async (): Promise<void> => {
      await db.deleteFrom('session').where('network', '=', network).execute();
    },
  };
};
