import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';

/** The files are a volume, so what looks after them runs where it is mounted. */
export function checkUpkeep(): void {
  const command = ['exec', '-T', 'file', 'node', 'dist/tools/files/main.js', 'reconcile'];
  const said = execFileSync('docker', ['compose', ...command], { encoding: 'utf8' });
  const [, rows, discrepancies] = /(\d+) rows, \d+ objects, (\d+) discrepancies/.exec(said) ?? [];
  assert.ok(Number(rows) > 0, `no files were looked at: ${said}`);
  assert.equal(discrepancies, '0', said);
  console.log('ok  every stored file is there with its bytes');
}
