import { extensionOf, type ContentType } from './content-types';

const MAX_CHARACTERS = 255;
/** An ending longer than this is part of the name, not an extension worth keeping. */
const MAX_EXTENSION = 32;
/** Controls, bidirectional controls, line and paragraph separators, lone surrogates. */
const HIDDEN = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * The display name of a file: the last path segment of what was sent, in NFC, without characters that could disguise
 * it, at most 255 characters with the extension kept. Blank names become `<documentType>.<ext>`.
 */
export function displayFileName(sent: string | undefined, documentType: string, type: ContentType): string {
  const visible = (sent ?? '').replace(HIDDEN, '').normalize('NFC');
  const segment = visible.split(/[/\\]/).at(-1)!.trim();
  if (segment === '' || /^\.+$/.test(segment)) return `${documentType}.${extensionOf(type)}`;
  return shorten(segment);
}

function shorten(name: string): string {
  const characters = [...name];
  if (characters.length <= MAX_CHARACTERS) return name;
  const dot = characters.lastIndexOf('.');
  const extension = dot > 0 && characters.length - dot <= MAX_EXTENSION ? characters.slice(dot) : [];
  return [...characters.slice(0, MAX_CHARACTERS - extension.length), ...extension].join('');
}
