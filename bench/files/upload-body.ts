import { randomBytes, randomUUID } from 'node:crypto';
import { multipartBody, type HttpAnswer, type SignedClient } from '@oceafin/testing';
import { pdf } from '../../tools/journey/documents';

export const MEBIBYTE = 1024 * 1024;

/** A form with a sound PDF of about that size; the same bytes serve any number of uploads. */
export function formOf(bytes: number): ReturnType<typeof multipartBody> {
  const padding = randomBytes(Math.floor(bytes / 2) - 1_024).toString('hex');
  const document = pdf('large.pdf', randomUUID(), `/Padding <${padding}> `);
  return multipartBody({ documentType: 'OTHER', ...document });
}

/** Sends the form so often, some at a time; fails when one isn't taken. */
export async function sendAll(
  client: SignedClient,
  { body, contentType }: ReturnType<typeof multipartBody>,
  { times, atOnce }: { times: number; atOnce: number },
): Promise<HttpAnswer[]> {
  const answers: HttpAnswer[] = [];
  let begun = 0;
  const sender = async (): Promise<void> => {
    while (begun < times) {
      begun += 1;
      const headers = { 'content-type': contentType };
      const answer = await client.request({ method: 'POST', path: '/files', body, headers });
      if (answer.status !== 201) throw new Error(`an upload got ${answer.status}: ${answer.text}`);
      answers.push(answer);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  return answers;
}
