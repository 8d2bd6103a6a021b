import anyAscii from 'any-ascii';

/** Words of a name in Latin letters, without case, accents, punctuation: how names of any script are compared. */
export function latinWords(name: string): string[] {
  return anyAscii(name.normalize('NFKC'))
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
