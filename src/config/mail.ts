import type { Secret } from './secret.ts';

/* Where reports are mailed to, and by which server. All three variables, or none. */

export type MailSettings = {
  /** `smtp:` (STARTTLS where the server offers it) or `smtps:`; may hold a password. */
  readonly url: Secret;
  readonly to: readonly string[];
  readonly from: string;
};

/** One `@`, no spaces or signs that end an address in a header: what a server refuses beyond that, it says itself. */
const address = /^[^\s@<>,;"\\]+@[^\s@<>,;"\\]+$/;

type Given = { readonly url: Secret | undefined; readonly to: string | undefined; readonly from: string | undefined };

/** What is wrong is added to `mistakes`, without any value. */
export const mailSettings = ({ url, to, from }: Given, mistakes: string[]): MailSettings | undefined => {
  if (url === undefined && to === undefined && from === undefined) return undefined;
  const missing = [url ? '' : 'SMTP_URL', to ? '' : 'REPORT_TO', from ? '' : 'REPORT_FROM'].filter(Boolean);
  if (missing.length > 0) {
    mistakes.push(
      `reports cannot be mailed: ${missing.join(', ')} missing; set SMTP_URL, REPORT_TO and REPORT_FROM, or none of them`,
    );
    return undefined;
  }
  const receivers = (to ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (receivers.length === 0 || !receivers.every((one) => address.test(one)))
    mistakes.push('REPORT_TO is not a list of mail addresses; write for instance team@example.org, funder@example.org');
  if (!address.test(from ?? ''))
    mistakes.push('REPORT_FROM is not a mail address; write for instance campaign@example.org');
  return url && from ? { url, to: receivers, from } : undefined;
};
