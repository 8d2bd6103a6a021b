/** The import rules of the architecture. Each is proven by tests/conformance/import-rules.unit.spec.ts. */
const spec = '\\.spec\\.ts$';
const testCode = ['^libs/testing/', '^tests/', '^bench/', spec];
const inNodeModules = (name) => `(^|/)node_modules/(${name})(/|$)`;
/** Command lines that prepare and run a deployment: migrations, topics, partners. */
const deployedTools = '^tools/(database|partners)/';
/** Whatever runs in the container image. */
const inImage = '^tools/(database|parked|partners|operators|seed|compose|journey|call)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-app-to-app',
      comment: 'Apps tell each other through Kafka only.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'no-lib-to-app',
      comment: 'A library knows no app.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'no-feature-to-feature',
      comment: 'One use case per folder; what two need belongs to domain, ports or a library.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/features/([^/]+)/' },
      to: { path: '^apps/$1/src/features/[^/]+/', pathNot: '^apps/$1/src/features/$2/' },
    },
    {
      name: 'no-cycles',
      comment: 'Modules that need each other are one module, or have a third one missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-is-pure',
      comment: 'Aggregates, events and rules are functions of their input: no framework, database or broker.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/domain/', pathNot: spec },
      to: { pathNot: ['^apps/$1/src/domain/', '^libs/contracts/'] },
    },
    {
      name: 'no-use-case-to-infrastructure',
      comment: 'Use ports, wired in the module.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/(features|policies|projections)/', pathNot: spec },
      to: { path: '^apps/[^/]+/src/infrastructure/' },
    },
    {
      name: 'contracts-are-schemas-only',
      comment: 'Contracts may be read by anyone, so they depend on nothing but the schema library.',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: spec },
      to: { pathNot: ['^libs/contracts/', inNodeModules('@sinclair/typebox')] },
    },
    {
      name: 'kafka-client-in-messaging-only',
      comment: 'Order, retry and parking are decided in one place.',
      severity: 'error',
      from: { pathNot: ['^libs/messaging/', '^tools/', ...testCode] },
      to: { path: ['^kafkajs$', inNodeModules('kafkajs')] },
    },
    {
      name: 'no-test-code-in-production',
      comment: 'The harness is for specs and tools; what is deployed lives without it.',
      severity: 'error',
      from: { path: ['^apps/', '^libs/', deployedTools], pathNot: testCode },
      to: { path: ['^libs/testing/', '^tests/', spec] },
    },
    {
      name: 'no-deep-library-import',
      comment: 'A library is used through its index.',
      severity: 'error',
      from: { path: '^(apps|tools|tests|bench|examples)/' },
      to: { path: '^libs/[^/]+/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^libs/[^/]+/migrations/'] },
    },
    {
      name: 'no-deep-import-between-libraries',
      comment: 'A library is used through its index, by other libraries too.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/[^/]+/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'no-development-package-in-production',
      comment: 'The container image is installed without development packages.',
      severity: 'error',
      from: { path: ['^apps/', '^libs/', inImage], pathNot: testCode },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-undeclared-package',
      comment: 'What is imported is in package.json and can be found.',
      severity: 'error',
      from: { path: '^(apps|libs|tools|tests|bench)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
