import { basename } from 'node:path';
import type { MailSettings } from '../config/mail.ts';

/* Reports by mail. The library is loaded when the first is sent. */

export type Letter = {
  readonly subject: string;
  readonly text: string;
  /** Files that are attached. */
  readonly files: readonly string[];
  /** The same letter has the same one: a mailbox that gets it twice shows it once. */
  readonly id: string;
};

export type Mailer = { readonly send: (letter: Letter) => Promise<void> };

/** Milliseconds. A server that is slower than this is asked again later. */
const PATIENCE = { connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 60_000 } as const;

/** What a server says may hold what it was told: neither the password nor the name gets into a log. */
const withoutSecrets = (words: string, url: string): string => {
  const { username, password } = new URL(url);
  const secrets = [url, password, decodeURIComponent(password), username, decodeURIComponent(username)];
  return secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '[secret]'), words.replace(/\s+/g, ' ').trim());
};

export const openMailer = ({ url, to, from }: MailSettings): Mailer => ({
  send: async ({ subject, text, files, id }) => {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({ url: url.reveal(), ...PATIENCE, disableUrlAccess: true });
    try {
      await transport.sendMail({
        from,
        to: [...to],
        subject,
        text,
        messageId: `<${id}@${from.split('@').at(-1)}>`,
        attachments: files.map((path) => ({ path, filename: basename(path) })),
      });
    } catch (error) {
      // The cause is left out: it may show how we logged in.
      throw new Error(withoutSecrets(error instanceof Error ? error.message : String(error), url.reveal()));
    } finally {
      transport.close();
    }
  },
});
