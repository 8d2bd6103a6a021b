import { inflateSync } from 'node:zlib';
import { answerTo, openRequirements, type Requirement } from './answers';
import { documentTypesOf, exampleBody, withDocuments } from './bodies';
import { pdf, png } from './documents';
import { PATHS } from './outcomes';
import { consoleTimeline } from './timeline';

const requirement = (over: Partial<Requirement> = {}): Requirement => ({
  requirementId: '00000000-0000-4000-8000-000000000021',
  code: 'DOCUMENT_REQUIRED',
  pointer: '/supportingDocuments',
  kind: 'DOCUMENT',
  answerSchema: {
    type: 'object',
    required: ['documentType', 'fileAssetId'],
    properties: {
      documentType: { enum: ['PROOF_OF_ADDRESS'] },
      fileAssetId: { type: 'string', format: 'uuid' },
      issuedOn: { type: 'string', format: 'date' },
    },
    additionalProperties: false,
  },
  anyOf: ['PROOF_OF_ADDRESS'],
  severity: 'BLOCKING',
  awaiting: 'PARTNER',
  status: 'OPEN',
  ...over,
});

const FILE_ID = '00000000-0000-4000-8000-000000000003';

describe('generated documents', () => {
  it('differ from one another', () => {
    expect(png('a.png').file).not.toEqual(png('a.png').file);
  });

  it('have a PDF cross-reference table that points at its objects', () => {
    const text = pdf('a.pdf', 'x').file.toString('latin1');
    const xref = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    const offsets = [...text.slice(xref).matchAll(/^(\d{10}) 00000 n /gm)].map(([, offset]) =>
      Number(offset),
    );
    expect(offsets).toHaveLength(5);
    offsets.forEach((offset, index) =>
      expect(text.slice(offset)).toMatch(new RegExp(`^${index + 1} 0 obj\n`)),
    );
  });

  it('have as many PNG pixels as the header says', () => {
    const { file } = png('a.png', 5, 4);
    const start = file.indexOf('IDAT');
    const pixels = inflateSync(file.subarray(start + 4, start + 4 + file.readUInt32BE(start - 4)));
    expect(pixels).toHaveLength(4 * (1 + 5 * 3));
  });
});

describe('bodies', () => {
  const now = new Date('2031-02-03T04:05:06.789Z');

  it('are the examples, attested by this client and collected just now', () => {
    const body = exampleBody('kyc-submission', 'client_x', now) as Record<string, Record<string, unknown>>;
    expect(body.partnerAttestation).toMatchObject({
      attestedByClientId: 'client_x',
      attestedAt: '2031-02-03T03:55:06.789Z',
    });
    expect(body.consentEvidence?.acceptedAt).toBe('2031-02-03T03:54:06.789Z');
    expect(JSON.stringify(body.supportingDocuments)).toContain('"issuedOn":"2031-01-04"');
  });

  it('name the uploaded assets, each once', () => {
    const body = exampleBody('kyb-submission', 'client_x', now);
    const types = documentTypesOf(body);
    expect([...types].sort()).toEqual([
      'ARTICLES_OF_ASSOCIATION',
      'CERTIFICATE_OF_INCORPORATION',
      'PASSPORT',
      'PASSPORT',
      'SHAREHOLDER_REGISTER',
    ]);
    const uploaded = types.map((documentType, index) => ({ documentType, fileAssetId: `asset-${index}` }));
    const named = JSON.stringify(withDocuments(body, uploaded)).match(/asset-\d/g);
    expect(new Set(named).size).toBe(5);
    expect(() => withDocuments(body, uploaded.slice(1))).toThrow(/wasn't uploaded/);
  });
});

describe('answers', () => {
  const upload = (): Promise<string> => Promise.resolve(FILE_ID);

  it('name a document of a type that will do', async () => {
    const { value } = await answerTo(requirement(), upload);
    expect(value).toMatchObject({ documentType: 'PROOF_OF_ADDRESS', fileAssetId: FILE_ID });
  });

  it('are text where data is asked for', async () => {
    const data = requirement({ kind: 'DATA', answerSchema: { type: 'string', minLength: 1 } });
    expect(typeof (await answerTo(data, upload)).value).toBe('string');
  });

  it('are refused here where they do not fit the answerSchema', async () => {
    const data = requirement({ kind: 'DATA', answerSchema: { type: 'integer' } });
    await expect(answerTo(data, upload)).rejects.toThrow(/fits the answerSchema/);
  });

  it('are given to what blocks and waits for the partner', () => {
    const others = [
      requirement({ status: 'ANSWERED' }),
      requirement({ severity: 'ADVISORY' }),
      requirement({ awaiting: 'OCEAFIN' }),
    ];
    expect(openRequirements([...others, requirement()])).toEqual([requirement()]);
  });
});

describe('the timeline', () => {
  it('keeps HTTP and Kafka in columns of their own, ids shortened', () => {
    const lines: string[] = [];
    const timeline = consoleTimeline((line) => lines.push(line), false);
    const path = '/customers/5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11/onboarding';
    timeline.http({ atMs: 12.4, method: 'POST', path, status: 202, note: 'SUBMITTED' });
    timeline.event({
      atMs: 15,
      topic: 'oceafin.partner.events',
      event: 'customer.created',
      note: '#1 DRAFT',
    });
    expect(lines[0]).toMatch(/^ {4}12 {2}POST {2}\/customers\/…f9e11\/onboarding +202 {2}SUBMITTED +│$/);
    expect(lines[1]).toMatch(/^ {4}15 +│ partner +customer\.created +#1 DRAFT$/);
    expect(lines[0]?.indexOf('│')).toBe(lines[1]?.indexOf('│'));
  });
});

it('every outcome begins as a draft and ends decided', () => {
  for (const { statuses } of Object.values(PATHS)) {
    expect(statuses[0]).toBe('DRAFT');
    expect(['APPROVED', 'REJECTED']).toContain(statuses.at(-1));
  }
});
