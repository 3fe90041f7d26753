import { amplify } from './commands/amplify.ts';
import { approve, withdraw } from './commands/approve.ts';
import { check } from './commands/check.ts';
import { doctor } from './commands/doctor.ts';
import { init } from './commands/init.ts';
import { correct, publishNow, retract, settle } from './commands/mend.ts';
import { pause, resume } from './commands/pause.ts';
import { plan } from './commands/plan.ts';
import { runProgram } from './commands/program.ts';
import { rehearseCommand } from './commands/rehearse.ts';
import { report } from './commands/report.ts';
import { start } from './commands/start.ts';
import { status } from './commands/status.ts';
import { track } from './commands/track.ts';

await runProgram([
  init,
  check,
  plan,
  approve,
  withdraw,
  rehearseCommand,
  start,
  pause,
  resume,
  publishNow,
  retract,
  correct,
  settle,
  status,
  track,
  report,
  amplify,
  doctor,
]);
