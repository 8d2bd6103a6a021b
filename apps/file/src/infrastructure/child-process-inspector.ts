import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { ContentType } from '../domain/content-types';
import { type Inspection, StructureInspector } from '../ports/structure-inspector';
import type { InspectorLimits } from './inspector-process';
import { SpareInspectors } from './spare-inspectors';

export interface InspectorOptions extends InspectorLimits {
  /** Processes of each decoder that are started ahead of need. */
  readonly spares: number;
}

/** Inspects each document in a process of its own, which is ended when it takes too long or too much, and after it. */
@Injectable()
export class ChildProcessInspector
  extends StructureInspector
  implements OnApplicationBootstrap, OnApplicationShutdown
{
  private readonly inspectors: SpareInspectors;

  constructor({ spares, ...limits }: InspectorOptions) {
    super();
    this.inspectors = new SpareInspectors(limits, spares);
  }

  onApplicationBootstrap(): void {
    this.inspectors.start();
  }

  onApplicationShutdown(): void {
    this.inspectors.stop();
  }

  async inspect(bytes: AsyncIterable<Buffer>, contentType: ContentType): Promise<Inspection> {
    const inspector = await this.inspectors.take(contentType);
    return inspector.inspect(bytes);
  }
}
