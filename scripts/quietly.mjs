import { spawn } from 'node:child_process';

/** The child that is running now, so that a signal to us can end it too. */
let current;

export const endCurrent = () => current?.kill('SIGTERM');

/** Runs a command without a word, and answers with its exit status and the last lines of what it printed. */
export const quietly = ([program, ...args], options = {}) =>
  new Promise((resolve) => {
    let printed = '';
    const keep = (chunk) => {
      printed = (printed + chunk).slice(-20_000);
    };
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    current = child;
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const end = (status) => {
      current = undefined;
      resolve({ status, lastLines: printed.trimEnd().split('\n').slice(-15).join('\n') });
    };
    child.on('error', (error) => {
      keep(error.message);
      end(127);
    });
    child.on('close', (code, signal) => end(code ?? signal));
  });
