import { approvals } from '../../src/store/approvals.ts';
import { deliveries } from '../../src/store/deliveries.ts';
import { pauses } from '../../src/store/pauses.ts';
import { settling } from '../../src/store/settling.ts';
import type { Store } from '../../src/store/store.ts';
import type { Agenda } from './agenda.ts';
import { NAMES, type Toolkit } from './campaign.ts';
import type { Dice } from './dice.ts';
import type { Machine } from './machine.ts';
import type { Truth } from './truth.ts';

/* What the team does meanwhile: it pauses, resumes, edits, withdraws, approves, and answers what it is asked. */

const HOUR = 3_600_000;
const LANGS = ['en', 'ar'] as const;

type Settings = {
  readonly agenda: Agenda;
  readonly machine: Machine;
  readonly dice: Dice;
  readonly store: Store;
  readonly toolkit: Toolkit;
  readonly truth: Truth;
};

export const openTeam = ({ agenda, machine, dice, store: { db }, toolkit, truth }: Settings) => {
  const [standing, rows, stops, answers] = [approvals(db), deliveries(db), pauses(db), settling(db)];
  /** True time since which a message is withdrawn. */
  const withdrawn = new Map<string, number>();
  const nowSent = new Set<string>();
  const person = 'D. Person';

  const about = (n: number) =>
    toolkit
      .now()
      .ready.filter(({ message }) => message.id === `message-${n}`)
      .map(({ message, lang, hash }) => ({ message: message.id, lang, hash }));

  const approve = async (n: number): Promise<void> => {
    for (const lang of LANGS) withdrawn.delete(`message-${n}:${lang}`);
    await standing.record('approve', about(n), person, machine.now());
  };

  const answer = async (id: string): Promise<void> => {
    // What is still on its way is waited for.
    if (agenda.now() - truth.lastRequest(id) < 180_000) return;
    const question = await answers.question(id);
    if (!question) {
      if ((await rows.get(id))?.state === 'unconfirmed')
        truth.wrong(`${id} is unconfirmed, and there is no question`, id);
      return;
    }
    const held = truth.find(id, question.step);
    if (!held) await answers.send(id, machine.now());
    else await answers.isOut(id, { remoteId: held.id, url: 'https://x.example', at: held.at });
    nowSent.add(id);
  };

  return {
    withdrawn,
    /** Deliveries that a person had sent: neither lateness nor spacing is looked at. */
    nowSent,
    approveAll: async (): Promise<void> => {
      for (let n = 0; n < toolkit.count; n += 1) await approve(n);
    },
    resumeAll: () => stops.resume('all'),
    edit: async (): Promise<void> => {
      const n = dice.between(0, toolkit.count);
      toolkit.edit(n);
      agenda.at(agenda.now() + dice.mostlyShort(60_000, 12 * HOUR), () => void approve(n));
    },
    withdraw: async (): Promise<void> => {
      const n = dice.between(0, toolkit.count);
      await standing.record('withdraw', about(n), person, machine.now());
      for (const lang of LANGS) withdrawn.set(`message-${n}:${lang}`, agenda.now());
      agenda.at(agenda.now() + dice.mostlyShort(HOUR, 48 * HOUR), () => void approve(n));
    },
    pause: async (): Promise<void> => {
      const scope = dice.pick([...NAMES, 'all'] as const);
      await stops.pause({ scope, kind: 'paused', reason: 'a person', by: person, since_at: machine.now() });
      agenda.at(agenda.now() + dice.mostlyShort(60_000, 8 * HOUR), () => void stops.resume(scope));
    },
    /** Looks at the page, and answers some of what waits there. */
    look: async (patience: number): Promise<void> => {
      for (const pause of await stops.all()) {
        if (pause.kind === 'blocked' && dice.chance(patience)) await stops.resume(pause.scope);
      }
      for (const row of await rows.inState(['unconfirmed', 'held'])) {
        if (!dice.chance(patience)) continue;
        if (row.state === 'unconfirmed') await answer(row.id);
        else if (row.hold === 'late' && dice.chance(0.5) && (await rows.sendNow(row.id, machine.now())))
          nowSent.add(row.id);
      }
    },
  };
};

export type Team = ReturnType<typeof openTeam>;
