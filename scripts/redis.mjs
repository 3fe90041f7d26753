import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { quietly } from './quietly.mjs';

/*
 * Finds a Redis server on this machine, or installs one. Valkey speaks the same protocol and serves as well.
 * src/queue/redis-server.ts looks for the same names when it starts one.
 */

const suffix = process.platform === 'win32' ? '.exe' : '';

const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name + suffix))
    .find(existsSync);

export const findRedis = () => onPath('redis-server') ?? onPath('valkey-server');

/*
 * The package wants to run a server of its own for the whole machine; we start ours when we need it, so nothing may be
 * left running: RUNLEVEL=1 keeps sysvinit still, SYSTEMD_OFFLINE=1 systemd, and what was started or enabled in spite of both is
 * stopped. There was no Redis before this, so no service of somebody else's can be hit.
 */
const aptScript = `
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 SYSTEMD_OFFLINE=1
options='-q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 -o Acquire::http::Timeout=30'
apt-get update $options
apt-get install $options --no-install-recommends redis-server ||
  apt-get install $options --no-install-recommends valkey-server || exit 1
unset SYSTEMD_OFFLINE
for name in redis-server valkey-server; do
  if [ -d /run/systemd/system ]; then systemctl disable --now "$name"
  elif [ -x "/etc/init.d/$name" ]; then service "$name" stop; update-rc.d "$name" disable
  fi
done >/dev/null 2>&1
exit 0
`;

const installers = async () => {
  if (onPath('apt-get')) {
    if (process.getuid?.() === 0) return { words: 'with apt', command: ['sh', '-c', aptScript] };
    if (onPath('sudo') && (await quietly(['sudo', '-n', 'true'])).status === 0) {
      return { words: 'with sudo and apt', command: ['sudo', '-n', 'sh', '-c', aptScript] };
    }
  }
  if (onPath('brew')) return { words: 'with brew', command: ['brew', 'install', '--quiet', 'redis'] };
  return undefined;
};

/** Installs a Redis server where that can be done without asking anybody. Answers with undefined, or with why it did not work. */
export const installRedis = async (say) => {
  const installer = await installers();
  if (!installer) return 'there is no apt or brew here that may be used without a password';
  say(`Installing redis-server ${installer.words}: up to a minute, this once.`);
  const { status, lastLines } = await quietly(installer.command);
  if (findRedis()) return undefined;
  return `${installer.words} it ended with status ${status}:\n${lastLines}`;
};
