import { createHash, randomUUID } from 'node:crypto';
import { SignedClient, untilAnswered } from '@oceafin/testing';
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
  readonly customers: readonly string[];
  /** Begun and never finished. */
  readonly abandoned: number;
  /** Broken off, then sent whole under the same key. */
  readonly resumed: number;
  readonly unexpected: readonly string[];
}

export interface LoadOptions {
  readonly uploads: number;
  readonly atOnce: number;
  readonly random: Random;
}

const CUSTOMERS = 8;
const PATIENCE_MS = 180_000;
const ATTEMPT_MS = 8_000;

/** Partners that send until there is an answer, break uploads off in the middle, or give them up. */
export async function uploadAll(cluster: Cluster, options: LoadOptions): Promise<Uploaded> {
  const { uploads, atOnce, random } = options;
  const client = new SignedClient({ ...cluster.partner, timeoutMs: ATTEMPT_MS });
  const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => newCustomer(client)));
  const hasScanner = cluster.members.has('clamd');
  const files: AcknowledgedFile[] = [];
  const unexpected: string[] = [];
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
    const send = () => client.upload(path, upload.parts, { idempotencyKey });
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
  return { files, customers, abandoned, resumed, unexpected };
}

async function newCustomer(client: SignedClient): Promise<string> {
  const body = {
    ...{ partnerCustomerRef: `files-${randomUUID()}`, customerType: 'CORPORATE' },
    ...{ displayName: 'Uploads', metadata: {} },
  };
  const answer = await untilAnswered(PATIENCE_MS, () =>
    client.request({ method: 'POST', path: '/customers', body, idempotencyKey: body.partnerCustomerRef }),
  );
  return answer.json<{ customerId: string }>().customerId;
}
