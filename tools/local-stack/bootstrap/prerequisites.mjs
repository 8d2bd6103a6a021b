import { existsSync, readdirSync, statfsSync, writeFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { command, which } from './command.mjs';

const GIGABYTE = 1e9;
/** Packages and a first start take about this much. */
const DISK_NEEDED = 1.5 * GIGABYTE;

export function checkDisk(root) {
  const { bavail, bsize } = statfsSync(root);
  if (bavail * bsize < DISK_NEEDED) {
    const free = ((bavail * bsize) / GIGABYTE).toFixed(1);
    throw new Error(`The disk has ${free} GB left below ${root}: free at least 1.5 GB.`);
  }
}

/**
 * Java and Maven, which the broker needs; clamd and libfaketime where they are wanted and can be had. As
 * root on Debian what is missing is installed, unless `install` is false.
 */
export async function ensurePrerequisites(steps, { install, scanner, clocks = false }) {
  if (process.env.JAVA_HOME)
    process.env.PATH = join(process.env.JAVA_HOME, 'bin') + delimiter + process.env.PATH;
  const missing = [];
  if ((await javaMajor()) < 17) missing.push('default-jre-headless');
  if (!which('mvn') && !jarsAreCached()) missing.push('maven');
  if (missing.length) await required(steps, missing, install);
  if ((await javaMajor()) < 17)
    throw new Error('Kafka needs Java 17 or newer: install a newer JRE (for instance Temurin 17).');
  if (scanner && !which('clamd') && install && canInstall()) {
    await apt(steps, ['clamav-daemon']).catch((error) => steps.say(`  ${error.message}`));
  }
  if (clocks && !which('faketime') && install && canInstall()) {
    await apt(steps, ['faketime']).catch((error) => steps.say(`  ${error.message}`));
  }
}

/** Python 3 with virtual environments, which Debian has in a package of its own; 3.10 is what Schemathesis needs. */
export async function ensurePython(steps, { install }) {
  const works = async () =>
    (await command('python3', ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))']))
      .code === 0;
  if (await works()) return;
  if (install && canInstall()) await apt(steps, ['python3-venv']);
  if (!(await works())) throw new Error('Python 3.10 or newer is missing (on Debian: python3-venv).');
}

async function required(steps, missing, install) {
  if (install && canInstall()) return apt(steps, missing);
  const names = missing.map((name) => (name === 'maven' ? 'Maven' : 'Java 17 or newer'));
  const mend =
    process.platform === 'darwin'
      ? 'brew install openjdk@17 maven'
      : `sudo apt-get install ${missing.join(' ')}`;
  throw new Error(`${names.join(' and ')} missing: ${mend}.`);
}

async function javaMajor() {
  const { code, output } = await command('java', ['-version']);
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(output) ?? [];
  return code === 0 ? Number(first === '1' ? second : first) : 0;
}

/** Whether an earlier run left the broker's jars, so that Maven isn't asked. */
function jarsAreCached() {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'oceafin');
  return existsSync(cache) && readdirSync(cache).some((name) => /^kafka-[0-9a-f]+$/.test(name));
}

const canInstall = () =>
  process.platform === 'linux' &&
  process.getuid() === 0 &&
  existsSync('/etc/debian_version') &&
  Boolean(which('apt-get'));

const POLICY = '/usr/sbin/policy-rc.d';

async function apt(steps, packages) {
  await steps.run(`Installing ${packages.join(', ')} (apt-get, as root)`, async (say) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const run = (args) =>
      command('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], { env, onLine: say });
    // The packages' own services must not start: we run our own, and download no signatures.
    const quiet = !existsSync(POLICY);
    if (quiet) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    try {
      await run(['update']);
      const { code, output } = await run(['install', '-y', '--no-install-recommends', ...packages]);
      if (code !== 0) throw new Error(`apt-get couldn't install ${packages.join(', ')}: ${lastLine(output)}`);
    } finally {
      if (quiet) rmSync(POLICY, { force: true });
    }
  });
}

const lastLine = (output) => output.trim().split('\n').pop();
