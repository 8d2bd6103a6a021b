import { createHash, randomUUID } from 'node:crypto';
import { type HttpAnswer, isRetryable, SignedClient, untilAnswered } from '@oceafin/testing';
import type { Cluster } from '../cluster/cluster';
import { sendPartOf } from '../load/cut-off-upload';
import type { Random } from '../schedule/random';
import { randomUpload, type Upload } from './documents';

/** A file that the API said it has. */
export interface AcknowledgedFile extends Upload {
  readonly customerId: string;
  readonly fileAssetId: string;
  readonly sha256: string;
}

export interface Uploaded {
  readonly files: readonly AcknowledgedFile[];
  /** Begun and never finished. */
  readonly abandoned: number;
  /** Broken off, then sent whole under the same key. */
  readonly resumed: number;
  /** Answers and failures after which the same was sent again, and how often each. */
  readonly retries: ReadonlyMap<string, number>;
  readonly unexpected: readonly string[];
}

export interface LoadOptions {
  readonly customers: readonly string[];
  readonly uploads: number;
  readonly atOnce: number;
  readonly random: Random;
}

const CUSTOMERS = 8;
const PATIENCE_MS = 180_000;
const ATTEMPT_MS = 8_000;

/** Partners that send until there is an answer, break uploads off in the middle, or give them up. */
export async function uploadAll(cluster: Cluster, options: LoadOptions): Promise<Uploaded> {
  const { customers, uploads, atOnce, random } = options;
  const client = new SignedClient({ ...cluster.partner, timeoutMs: ATTEMPT_MS });
  const hasScanner = cluster.members.has('clamd');
  const files: AcknowledgedFile[] = [];
  const unexpected: string[] = [];
  const retries = new Map<string, number>();
  const retried = (why: string): unknown => retries.set(why, (retries.get(why) ?? 0) + 1);
  let [begun, abandoned, resumed] = [0, 0, 0];

  const uploadOne = async (): Promise<void> => {
    const upload = randomUpload(random, hasScanner);
    const customerId = random.pick(customers);
    const path = `/customers/${customerId}/files`;
    const idempotencyKey = randomUUID();
    const fate = random.weighted({ whole: 80, resumed: 13, abandoned: 7 });
    if (fate !== 'whole') {
      const share = random.weighted({ some: 60, most: 40 }) === 'most' ? 0.99 : random.next();
      await sendPartOf(cluster.partner, { path, parts: upload.parts, idempotencyKey, share });
      if (fate === 'abandoned') return void (abandoned += 1);
      resumed += 1;
    }
    const send = async (): Promise<HttpAnswer> => {
      try {
        const answer = await client.upload(path, upload.parts, { idempotencyKey });
        if (isRetryable(answer)) retried(String(answer.status));
        return answer;
      } catch (error) {
        retried((error as NodeJS.ErrnoException).code ?? 'no answer in time');
        throw error;
      }
    };
    const answer = await untilAnswered(PATIENCE_MS, send);
    const sha256 = createHash('sha256').update(upload.parts.file).digest('hex');
    if (answer.status !== 201) return void unexpected.push(`${answer.status} ${answer.text.slice(0, 300)}`);
    const said = answer.json<AcknowledgedFile>();
    if (said.sha256 !== sha256) unexpected.push(`${said.fileAssetId} was acknowledged with another digest`);
    files.push({ ...upload, customerId, fileAssetId: said.fileAssetId, sha256 });
  };
  const sender = async (): Promise<void> => {
    while (begun < uploads) {
      begun += 1;
      await uploadOne().catch((error: Error) => unexpected.push(`no answer: ${error.message}`));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  return { files, abandoned, resumed, retries, unexpected };
}

/**
 * Customers that the file app knows: kills that come faster than a consumer group settles would keep it from hearing
 * of them, which is another test's matter.
 */
export function customersOf(cluster: Cluster): Promise<string[]> {
  const client = new SignedClient({ ...cluster.partner, retryForMs: PATIENCE_MS });
  return Promise.all(
    Array.from({ length: CUSTOMERS }, async () => {
      const body = {
        ...{ partnerCustomerRef: `files-${randomUUID()}`, customerType: 'CORPORATE' },
        ...{ displayName: 'Uploads', metadata: {} },
      };
      const created = await client.request({ method: 'POST', path: '/customers', body });
      const { customerId } = created.json<{ customerId: string }>();
      const seen = await client.request({ method: 'GET', path: `/customers/${customerId}/files` });
      if (seen.status !== 200) throw new Error(`a new customer's files: ${seen.status} ${seen.text}`);
      return customerId;
    }),
  );
}
