import type { Agenda } from './agenda.ts';
import type { Dice } from './dice.ts';
import type { Group } from './group.ts';
import type { Machine } from './machine.ts';
import type { Team } from './people.ts';

/* What befalls a campaign from outside, so many times a day. */

const HOUR = 3_600_000;

type Settings = {
  readonly agenda: Agenda;
  readonly machine: Machine;
  readonly dice: Dice;
  readonly group: Group;
  readonly team: Team;
  /** Ends when peace returns. */
  readonly rough: () => boolean;
  readonly ends: number;
  /** The share of passages at which a worker dies: what else happens to processes goes with it. */
  readonly deaths: number;
  readonly clockJumps: boolean;
  /** Somebody is typing in the campaign's files. */
  readonly broken: (yes: boolean) => void;
};

export const brew = ({
  agenda,
  machine,
  dice,
  group,
  team,
  rough,
  ends,
  deaths,
  clockJumps,
  broken,
}: Settings): void => {
  const often = (aDay: number, happens: () => unknown): void => {
    const wait = (-Math.log(1 - dice.between(0, 1_000) / 1_000) * 24 * HOUR) / aDay;
    agenda.at(agenda.now() + wait, () => {
      if (!rough()) return;
      void happens();
      often(aDay, happens);
    });
  };
  const later = (milliseconds: number, happens: () => void): void => agenda.at(agenda.now() + milliseconds, happens);
  const setClock = (by: number): void => {
    machine.jump(by);
    group.wakes.clockWasSet();
  };

  often(100 * deaths, group.kill);
  often(20 * deaths, () => group.stall(dice.mostlyShort(1_000, 15 * 60_000)));
  often(1, group.wakes.flush);
  often(3, group.wakes.doubt);
  often(0.3, () => group.sleep(dice.mostlyShort(60_000, 8 * HOUR)));
  often(0.12, () => {
    // Five days' worth of late posts need more than a day to go out: not right before the end.
    if (agenda.now() < ends - 96 * HOUR) group.off(dice.pick([60_000, 3 * HOUR, 3 * HOUR, 26 * HOUR, 120 * HOUR]));
  });
  often(0.4, team.pause);
  often(0.3, team.edit);
  often(0.2, team.withdraw);
  often(0.3, () => {
    broken(true);
    later(dice.mostlyShort(60_000, 3 * HOUR), () => broken(false));
  });
  if (!clockJumps) return;
  often(0.5, () => {
    const by = dice.mostlyShort(1_000, 1.2 * HOUR) * (dice.chance(0.5) ? -1 : 1);
    setClock(by);
    later(dice.mostlyShort(1_000, 12 * HOUR), () => setClock(-by));
  });
};
