import { tolerantSchema } from './tolerant-schema';

describe('the tolerant schema', () => {
  it('lets unknown members through at every depth and touches nothing else', () => {
    const closed = { type: 'object', additionalProperties: false };
    const word = { const: { additionalProperties: false } };
    expect(
      tolerantSchema({
        ...closed,
        required: ['a'],
        properties: { a: { type: 'array', items: { anyOf: [closed, { type: 'null' }] } }, word },
      }),
    ).toEqual({
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'array', items: { anyOf: [{ type: 'object' }, { type: 'null' }] } }, word },
    });
  });

  it('keeps what is said about members that are allowed', () => {
    const schema = { type: 'object', additionalProperties: { type: 'string' } };
    expect(tolerantSchema(schema)).toEqual(schema);
  });
});
