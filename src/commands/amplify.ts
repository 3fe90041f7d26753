import type { Command } from 'commander';
import { amplifyAccept, amplifyDecline, amplifyExplain, amplifyList } from './amplify/candidates.ts';
import { amplifyReplay } from './amplify/replay.ts';

/** Partners' posts and what becomes of them: a command for each thing that a person does with them. */
export const amplify = (program: Command): Command => {
  const group = program.command('amplify').description('partners’ posts: which are boosted, and why');
  for (const add of [amplifyList, amplifyAccept, amplifyDecline, amplifyExplain, amplifyReplay]) add(group);
  return group;
};
