/** Injection token of the `DataSource` of the request path: role `<db>_runtime`, row-level security. */
export const RUNTIME_DB = Symbol('RUNTIME_DB');

/** Injection token of the `DataSource` of relay, consumers and jobs: role `<db>_worker`. */
export const WORKER_DB = Symbol('WORKER_DB');
