const { availableParallelism } = require('node:os');

const swc = JSON.parse(require('node:fs').readFileSync(`${__dirname}/.swcrc`, 'utf8'));
delete swc.exclude;

const esmPackages = [
  '@nestjs',
  'typeorm',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'jose',
  'uuid',
  'canonicalize',
  'mrz',
  'any-ascii',
  '@x0k',
];

/** One project per tier: unit specs run without servers, the others share one PostgreSQL and one Kafka. */
const tier = (name, extra = {}) => ({
  displayName: name,
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/{apps,libs,tools,tests,examples}/**/*.${name}.spec.ts`],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.local'],
  transform: { '^.+\\.[cm]?[jt]s$': ['@swc/jest', { ...swc, swcrc: false }] },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.join('|')})/)`],
  moduleNameMapper: {
    '^@oceafin/([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
    // Jest knows no 'module-sync' condition, the only one under which this package may be required.
    '^file-type$': '<rootDir>/node_modules/file-type/index.js',
  },
  ...extra,
});

const servers = {
  globalSetup: '<rootDir>/libs/testing/src/servers/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/servers/global-teardown.ts',
};

module.exports = {
  // Long specs have commands of their own (`npm run corpus`); `npm test` leaves them out.
  projects: [
    tier('unit'),
    tier('int', servers),
    tier('e2e', servers),
    ...(process.argv.includes('long') ? [tier('long', servers)] : []),
  ],
  // Only what hangs takes so long; machines that run specs may be several times slower than one's own.
  testTimeout: 120_000,
  testSequencer: '<rootDir>/tests/support/slowest-first.cjs',
  // Specs wait for servers as much as they compute, and all share one PostgreSQL: jest would run one at a time on
  // two cores, and more than there are connections for on many.
  maxWorkers: Math.min(availableParallelism() + 1, 4),
};
