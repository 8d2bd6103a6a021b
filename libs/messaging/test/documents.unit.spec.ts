import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { MessagingMetrics } from '../src/metrics';

const read = (path: string): string => readFileSync(join(__dirname, '..', path), 'utf8');
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

/** The code spans in the first column of a Markdown page's tables. */
const firstColumn = (page: string): string[] =>
  [...page.matchAll(/^\| (.*?) +\|/gm)].flatMap(([, cell]) => cell!.match(/`[^`]+`/g) ?? []);

describe('the documents of the library', () => {
  const registry = new Registry();
  new MessagingMetrics(registry);
  const metrics = registry.getMetricsAsArray().map(({ name }) => name);

  it('tell of every export, and of nothing else', () => {
    const exported = [...read('src/index.ts').matchAll(/\{([^}]*)\}/g)]
      .flatMap(([, names]) => names!.split(','))
      .map((name) => name.replace('type ', '').trim())
      .filter((name) => name !== '');
    const told = firstColumn(read('API.md')).map((span) => /\w+/.exec(span)![0]);
    expect(sorted(told)).toEqual(sorted(exported));
  });

  it('tell of every metric, and of nothing else', () => {
    const told = firstColumn(read('README.md')).flatMap((span) => span.match(/messaging_\w+/) ?? []);
    expect(sorted(told)).toEqual(sorted(metrics));
  });

  it('alert on nothing that is not measured', () => {
    const used = read('../../ops/alerts/messaging.rules.yaml').match(/\bmessaging_\w+/g) ?? [];
    const known = metrics.flatMap((name) => [name, `${name}_bucket`]);
    expect(used.filter((name) => !known.includes(name))).toEqual([]);
  });
});
