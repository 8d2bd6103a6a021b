/** `node tools/built.cjs <tool> …` runs that command line, after a build where there is none yet. */
const { execFileSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const [tool, ...args] = process.argv.slice(2);
const main = join(root, 'dist/tools', tool, 'main.js');
if (!existsSync(main)) execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
process.argv = [process.argv[0], main, ...args];
require(main);
