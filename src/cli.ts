import { runProgram } from './commands/program.ts';

/* The commands, in the order of --help. Each is loaded when it is called: most need little of what the others load. */

await runProgram({
  init: async () => (await import('./commands/init.ts')).init,
  check: async () => (await import('./commands/check.ts')).check,
  plan: async () => (await import('./commands/plan.ts')).plan,
  approve: async () => (await import('./commands/approve.ts')).approve,
  withdraw: async () => (await import('./commands/approve.ts')).withdraw,
  rehearse: async () => (await import('./commands/rehearse.ts')).rehearseCommand,
  start: async () => (await import('./commands/start.ts')).start,
  pause: async () => (await import('./commands/pause.ts')).pause,
  resume: async () => (await import('./commands/pause.ts')).resume,
  'publish-now': async () => (await import('./commands/mend.ts')).publishNow,
  retract: async () => (await import('./commands/mend.ts')).retract,
  correct: async () => (await import('./commands/mend.ts')).correct,
  settle: async () => (await import('./commands/mend.ts')).settle,
  amplify: async () => (await import('./commands/amplify.ts')).amplify,
  status: async () => (await import('./commands/status.ts')).status,
  track: async () => (await import('./commands/track.ts')).track,
  report: async () => (await import('./commands/report.ts')).report,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
});
