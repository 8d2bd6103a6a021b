import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly security: object[];
  readonly requestBody?: object;
  readonly responses: Record<string, object>;
}

const text = readFileSync(join(__dirname, '../../docs/operator-openapi.json'), 'utf8');
const { paths, components } = JSON.parse(text) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};

const everyone = 'REVIEWER, SENIOR_REVIEWER, COMPLIANCE_OFFICER, AUDITOR';

/** Section 9 of the partner contract: route, roles, success. A SENIOR_REVIEWER may all that a REVIEWER may. */
const SECTION_9 = [
  ['get /audit', 'AUDITOR', '200'],
  ['get /cases', everyone, '200'],
  ['get /cases/{caseId}', everyone, '200'],
  ['post /cases/{caseId}/checks/{checkId}/resolve', 'REVIEWER', '200'],
  ['post /cases/{caseId}/claim', 'REVIEWER', '200'],
  ['post /cases/{caseId}/decisions', 'REVIEWER', '201'],
  ['post /cases/{caseId}/decisions/{decisionId}/confirm', 'SENIOR_REVIEWER', '200'],
  ['post /cases/{caseId}/decisions/{decisionId}/refuse', 'SENIOR_REVIEWER', '200'],
  ['post /cases/{caseId}/release', 'REVIEWER', '200'],
  ['post /cases/{caseId}/reopen', 'REVIEWER', '201'],
  ['post /cases/{caseId}/reverify', 'SENIOR_REVIEWER', '200'],
  ['post /customers/{customerId}/close', 'COMPLIANCE_OFFICER', '200'],
  ['post /customers/{customerId}/reinstate', 'COMPLIANCE_OFFICER', '200'],
  ['post /customers/{customerId}/suspend', 'COMPLIANCE_OFFICER', '200'],
  ['get /files/{fileAssetId}/content', everyone, '200'],
];

const operations = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    route: `${method} ${path.replace('/operator/v1', '')}`,
    operation,
  })),
);

describe("the operators' API document", () => {
  it('has the routes of the contract, each with its roles and success, and no other', () => {
    const described = operations.map(({ route, operation }) => [
      route,
      /^Roles: (.*)\.$/m.exec(operation.description)?.[1],
      Object.keys(operation.responses).find((status) => status.startsWith('2')),
    ]);
    expect(described).toEqual(SECTION_9);
  });

  it('says of an operation what its summary does not', () => {
    const list = operations.find(({ route }) => route === 'get /cases');
    expect(list!.operation.description).toMatch(/^Without a filter, the queue: .*\n\nRoles: /);
  });

  it('asks for a token everywhere, and names each operation once', () => {
    for (const { operation } of operations) expect(operation.security).toEqual([{ operatorToken: [] }]);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers to schemas that are there', () => {
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(Object.keys(components.schemas)).toContain(name);
    }
  });
});
