import { createHash } from 'node:crypto';
import { campaignYaml, changed, whole } from '../config/campaign-folder.ts';

/* A campaign that is allowed to go live today. */

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A message whose texts no other one has; reviewed today. */
const message = (id: string, today: string): string => `---
id: ${id}
kind: action
source: { start: 0, end: 4, sha256: "${sha256('Lamp')}" }
reviewedOn: ${today}
---

## en

Light ${id}.

## en x

Now ${id}.
`;

/** The hours of the plan's own posts lie hours away, so that no post but those of a test is due while it runs. */
const calmCampaign = (hour: number): string => {
  const hours = hour < 14 ? '"18:00-22:00"' : '"02:00-06:00"';
  const english = '{ lang: en, timeZone: America/New_York, hours: ["09:00-12:00", "17:00-21:00"] }';
  const special = 'specialDays:\n  - { day: 11-29, postsPerDay: 6, kinds: [day, action] }\n';
  // Nothing of a test leaves this machine.
  const alone = changed(campaignYaml, '[mastodon.social]', '[]');
  return changed(
    changed(
      changed(alone, english, `{ lang: en, timeZone: UTC, hours: [${hours}] }`),
      'quietHours: "23:00-07:00"\n',
      '',
    ),
    special,
    'specialDays: []\n',
  );
};

/** `lamps-lit`, and as many more messages as are wanted: `lamp-1`, `lamp-2` … */
export const filesOf = (now: Temporal.ZonedDateTime, messages: number): Readonly<Record<string, string>> => {
  const today = now.toPlainDate().toString();
  const ids = Array.from({ length: messages }, (_, i) => `lamp-${i + 1}`);
  const reviewed = changed(
    whole['content/toolkit/lamps-lit.md'] ?? '',
    'reviewedOn: 2026-11-20',
    `reviewedOn: ${today}`,
  );
  const sourced = changed(reviewed, 'end: 0, sha256: ""', `end: 4, sha256: "${sha256('Lamp')}"`);
  return {
    ...whole,
    'config/campaign.yaml': calmCampaign(now.hour),
    // Nobody on the local networks has this handle, and asking for it again and again would be a complaint of theirs.
    'config/partners.yaml': changed(whole['config/partners.yaml'] ?? '', 'bluesky: keepers.example', 'bluesky: '),
    'content/toolkit/lamps-lit.md': changed(sourced, 'at: [2026-11-29T12:00]', 'at: []'),
    ...Object.fromEntries(ids.map((id) => [`content/toolkit/${id}.md`, message(id, today)])),
  };
};
