import { approve, withdraw } from './commands/approve.ts';
import { check } from './commands/check.ts';
import { doctor } from './commands/doctor.ts';
import { pause, resume } from './commands/pause.ts';
import { plan } from './commands/plan.ts';
import { runProgram } from './commands/program.ts';
import { rehearseCommand } from './commands/rehearse.ts';
import { start } from './commands/start.ts';
import { status } from './commands/status.ts';

await runProgram([check, plan, approve, withdraw, rehearseCommand, start, pause, resume, status, doctor]);
