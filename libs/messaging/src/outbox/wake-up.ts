import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Client, type ClientConfig } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';

const CHANNEL = 'outbox_committed';
const RECONNECT_MS = 1_000;

/**
 * Wakes the relays of other instances after a commit here. The notification is sent outside the business
 * transaction (inside, it would serialise all commits); a lost one only costs a sweep interval.
 */
export class WakeUp {
  private readonly logger = new Logger(WakeUp.name);
  private client?: Client;
  private retry?: NodeJS.Timeout;
  private announced = false;
  private closed = false;
  /** Who announces: this process knows of its own commits. */
  private readonly self = randomUUID();

  constructor(
    private readonly db: DataSource,
    private readonly onWake: () => void,
  ) {}

  async listen(): Promise<void> {
    if (this.closed) return;
    const client = new Client(connectionOf(this.db));
    client.on('notification', ({ payload }) => {
      if (payload !== this.self) this.onWake();
    });
    client.on('error', () => this.reconnect(client));
    client.on('end', () => this.reconnect(client));
    this.client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch {
      this.reconnect(client);
    }
  }

  /** Tells the other instances; many commits within a tick are told once. */
  announce(): void {
    if (this.announced || this.closed) return;
    this.announced = true;
    setImmediate(() => {
      this.announced = false;
      this.db
        .query('SELECT pg_notify($1, $2)', [CHANNEL, this.self])
        .catch(() => this.logger.debug('wake-up not sent; the sweep will find it'));
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private reconnect(client: Client): void {
    if (this.closed || client !== this.client) return;
    this.client = undefined;
    client.end().catch(() => undefined);
    this.retry = setTimeout(() => void this.listen(), RECONNECT_MS);
  }
}

function connectionOf(db: DataSource): ClientConfig {
  const { url, host, port, username, password, database } = db.options as PostgresDataSourceOptions;
  return url ? { connectionString: url } : { host, port, user: username, password, database };
}
