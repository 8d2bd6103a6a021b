import { ingressConfig } from './config';
import { createIngress } from './server';

const { host, port, ...options } = ingressConfig();
const server = createIngress(options);
server.listen(port, host, () => console.log(`ingress on http://${host}:${port}`));

/** Requests under way are finished; idle connections are closed at once. */
const stop = (): void => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 5_000).unref();
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
