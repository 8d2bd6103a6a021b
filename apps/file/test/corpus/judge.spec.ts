import { clamdBinary, prepareClamd, startClamd } from '../../../../tools/local-stack/servers/clamd';
import { freePort } from '../../../../tools/local-stack/process/ports';
import { eventually, SignedClient } from '@oceafin/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileApp, fileApp } from '../file-app.spec';
import type { CorpusFile } from './corpus-file.spec';

export interface Judgement {
  readonly file: CorpusFile;
  readonly sizeBytes: number;
  /** AVAILABLE or why not. */
  readonly verdict: string;
  /** Whether the upload itself was answered so, or the scan found it. */
  readonly refusedAtOnce: boolean;
}

/** The whole file app with a scanner where there is one: hands a document in and waits for what becomes of it. */
export class Judge {
  private constructor(
    private readonly app: FileApp,
    private readonly client: SignedClient,
    private readonly cleanUp: () => Promise<unknown>,
  ) {}

  static readonly hasScanner = clamdBinary() !== undefined;

  static async open(): Promise<Judge> {
    const folder = await mkdtemp(join(tmpdir(), 'corpus-'));
    const port = await freePort();
    const clamd = { home: folder, log: join(folder, 'clamd.log'), port };
    if (Judge.hasScanner) await prepareClamd(clamd);
    const scanner = Judge.hasScanner ? await startClamd(clamd) : undefined;
    const app = await fileApp(scanner ? { CLAMD_URL: `tcp://127.0.0.1:${port}` } : {});
    const { clientId, secret } = await app.partner('acme');
    // A busy machine makes the app shed load.
    const client = new SignedClient({ baseUrl: app.baseUrl, clientId, secret, retryForMs: 120_000 });
    return new Judge(app, client, async () => {
      await app.stop();
      await scanner?.stop();
      await rm(folder, { recursive: true, force: true });
    });
  }

  async judge(file: CorpusFile): Promise<Judgement> {
    const bytes = await file.make();
    const parts = { documentType: 'OTHER', fileName: 'document', contentType: file.contentType, file: bytes };
    const answer = await this.client.upload('/files', parts);
    const refusedAtOnce = answer.status !== 201;
    const verdict = refusedAtOnce
      ? answer.json().errors[0].code
      : await this.verdictOf(answer.json().fileAssetId);
    return { file, sizeBytes: bytes.length, verdict, refusedAtOnce };
  }

  close(): Promise<unknown> {
    return this.cleanUp();
  }

  private verdictOf(fileAssetId: string): Promise<string> {
    return eventually(
      async () => {
        const asset = (await this.client.request({ method: 'GET', path: `/files/${fileAssetId}` })).json();
        if (asset.status === 'PENDING_SCAN') throw new Error(`${fileAssetId} is not scanned`);
        return asset.reason ?? asset.status;
      },
      { timeoutMs: 180_000 },
    );
  }
}

export function isRight({ file, verdict }: Judgement): boolean {
  return verdict === file.expected || (file.orElse?.includes(verdict as never) ?? false);
}

/** Judges all of them, a few at a time. */
export async function judgeAll(judge: Judge, files: readonly CorpusFile[]): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  const waiting = files.entries();
  const lane = async (): Promise<void> => {
    for (const [index, file] of waiting) judgements[index] = await judge.judge(file);
  };
  await Promise.all([lane(), lane(), lane()]);
  return judgements;
}
