import { displayFileName } from './file-name';

const name = (sent: string | undefined): string => displayFileName(sent, 'PASSPORT', 'image/jpeg');

describe('displayFileName', () => {
  it.each([
    ['passport.jpg', 'passport.jpg'],
    ['my passport (1).jpg', 'my passport (1).jpg'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\scan.jpg', 'scan.jpg'],
    ['a/b\\c.png', 'c.png'],
    ['line\r\nbreak\u0000.jpg', 'linebreak.jpg'],
    ['invoice\u202Egpj.exe', 'invoicegpj.exe'],
    ['a\u2066b\u2069\u200F.pdf', 'ab.pdf'],
    ['para\u2029graph\u2028.pdf', 'paragraph.pdf'],
    ['lone\ud800.pdf', 'lone.pdf'],
    ['cafe\u0301.jpg', 'caf\u00e9.jpg'],
    ['cafe\u200e\u0301.jpg', 'caf\u00e9.jpg'],
    ['護照.jpg', '護照.jpg'],
  ])('makes %j %j', (sent, shown) => {
    expect(name(sent)).toBe(shown);
  });

  it.each([[undefined], [''], ['   '], ['..'], ['folder/'], ['\u202E'], ['a/..']])(
    'names %j after its document type',
    (sent) => {
      expect(name(sent)).toBe('PASSPORT.jpg');
    },
  );

  it('cuts long names to 255 characters and keeps the extension', () => {
    const shown = name(`${'x'.repeat(400)}.jpeg`);
    expect(shown).toHaveLength(255);
    expect(shown.endsWith('x.jpeg')).toBe(true);
    expect([...name(`${'😀'.repeat(300)}.pdf`)]).toHaveLength(255);
    expect(name(`a.${'x'.repeat(400)}`)).toHaveLength(255);
  });
});
