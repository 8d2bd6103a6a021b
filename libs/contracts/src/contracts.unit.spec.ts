import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { ALL_EVENTS, PROBLEMS } from './index';

const ajv = addFormats(new Ajv2020({ strict: true, strictTypes: false }));

describe('event contracts', () => {
  it('names every event type once', () => {
    const types = ALL_EVENTS.map((contract) => contract.type);
    expect(new Set(types).size).toBe(types.length);
  });

  it.each(ALL_EVENTS.map((contract) => [contract.type, contract] as const))(
    '%s accepts its golden example and nothing unknown',
    (_type, contract) => {
      const validate = ajv.compile(contract.schema);
      expect(validate(contract.golden)).toBe(true);
      expect(validate({ ...(contract.golden as object), surprise: true })).toBe(false);
    },
  );

  it.each(ALL_EVENTS.map((contract) => [contract.type, contract] as const))(
    '%s needs every member of its golden example that its schema requires',
    (_type, contract) => {
      const validate = ajv.compile(contract.schema);
      for (const member of (contract.schema as unknown as { required: string[] }).required) {
        const { [member]: _removed, ...rest } = contract.golden as Record<string, unknown>;
        expect(validate(rest)).toBe(false);
      }
    },
  );

  it.each(ALL_EVENTS.map((contract) => [contract.name, contract] as const))(
    '%s is described',
    (_name, contract) => {
      expect(contract.description.length).toBeGreaterThan(10);
      expect(contract.topic).toMatch(/^oceafin\./);
    },
  );
});

describe('problem registry', () => {
  it.each(Object.entries(PROBLEMS))('%s has an HTTP error status and a text', (_code, { status, text }) => {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).toMatch(/\.$/);
  });
});
