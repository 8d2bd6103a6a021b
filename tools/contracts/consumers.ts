import type { DynamicModule } from '@nestjs/common';

const PATTERN = 'microservices:pattern';

/** Which apps handle which event types, read off their `@EventPattern` methods. */
export function consumersOf(apps: Readonly<Record<string, DynamicModule>>): Map<string, string[]> {
  const consumers = new Map<string, string[]>();
  for (const [app, { controllers }] of Object.entries(apps)) {
    for (const type of (controllers ?? []).flatMap(patternsOf)) {
      consumers.set(type, [...(consumers.get(type) ?? []), app]);
    }
  }
  return consumers;
}

function patternsOf(controller: { prototype?: unknown }): string[] {
  const prototype = controller.prototype as Record<string, object>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const method = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
    if (typeof method !== 'function') return [];
    return (Reflect.getMetadata(PATTERN, method) as string[] | undefined) ?? [];
  });
}
