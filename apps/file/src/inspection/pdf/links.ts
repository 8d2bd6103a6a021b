import { Rejection } from '../rejection';
import { textOfString } from './qpdf';

/** Where a link that a person must click may lead. Anything else may start a program on the reader's machine. */
const SCHEMES = new Set('http https mailto tel sms fax ftp ftps sftp news doi urn geo'.split(' '));
/** `www.example.com:8080/path` has no scheme, though it looks like one. */
const HOST_AND_PORT = /^[\w-]+(?:\.[\w-]+)+:\d/;

/** @param value a string as qpdf writes it. */
export function requireHarmlessLink(value: string): void {
  // Viewers skip white space and controls when they look for the scheme.
  const seen = textOfString(value).replace(/[\s\p{C}]/gu, '');
  if (seen.startsWith('\\\\')) throw refused('a link to a file share');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(seen)?.[1]?.toLowerCase();
  if (scheme === undefined || SCHEMES.has(scheme) || HOST_AND_PORT.test(seen)) return;
  throw refused('a link that is not to the web or to mail');
}

function refused(what: string): Rejection {
  return new Rejection('FILE_ACTIVE_CONTENT', `it holds ${what}`);
}
