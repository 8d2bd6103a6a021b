import type { FastifyInstance, FastifyRequest } from 'fastify';
import createRouter, { type FindResult, type HTTPMethod, type HTTPVersion } from 'find-my-way';

const lookups = new WeakMap<object, (path: string) => string[]>();

/**
 * Keeps a second router of the same kind beside Fastify's, which answers only "is there a route for
 * this method": a path that exists under other methods is 405, not 404.
 */
export function trackMethods(instance: FastifyInstance): void {
  const router = createRouter({ maxParamLength: Number.MAX_SAFE_INTEGER });
  const methods = new Set<string>();
  instance.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) {
      methods.add(each);
      router.on(each as HTTPMethod, url, () => undefined);
    }
  });
  lookups.set(instance.server, (path) =>
    [...methods].filter((method) => leadsSomewhere(router.find(method as HTTPMethod, path))).sort(),
  );
}

/** A route whose parameters all have a value. */
function leadsSomewhere(found: FindResult<HTTPVersion.V1> | null): boolean {
  return found !== null && !Object.values(found.params).includes('');
}

/** The methods that the request's path has; empty for an unknown path. */
export function allowedMethods(request: FastifyRequest): string[] {
  const path = (request.raw.url ?? '').replace(/[?#].*$/s, '');
  return lookups.get(request.server.server)?.(path) ?? [];
}
