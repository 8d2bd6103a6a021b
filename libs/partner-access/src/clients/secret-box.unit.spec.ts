import { SecretBox } from './secret-box';

const [old, current] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

describe('sealed secrets', () => {
  it('open for their owner only, and never rest in the clear', () => {
    const box = new SecretBox(current);
    const sealed = box.seal('sk_sandbox_1', 'client_a');
    expect(box.open(sealed, 'client_a')).toBe('sk_sandbox_1');
    expect(() => box.open(sealed, 'client_b')).toThrow();
    expect(sealed.sealed.includes('sk_sandbox_1')).toBe(false);
  });

  it('open under the previous key while it is given, and say which key is missing after', () => {
    const sealed = new SecretBox(old).seal('s', 'c');
    expect(new SecretBox(current, old).open(sealed, 'c')).toBe('s');
    expect(() => new SecretBox(current).open(sealed, 'c')).toThrow(sealed.kekId);
  });

  it('refuse a key of another length', () => {
    expect(() => new SecretBox(Buffer.alloc(16))).toThrow('32 bytes');
  });
});
