import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Problem } from '@oceafin/platform';
import type { FastifyReply } from 'fastify';
import type { DocsFile } from './docs-files';

export const DOCS_FILES = Symbol('DOCS_FILES');

/** Swagger UI sets style attributes, and shows images from data URLs. */
const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The API documents, a page that shows them, and the schemas of the events. */
@ApiExcludeController()
@Controller()
export class DocsController {
  constructor(@Inject(DOCS_FILES) private readonly files: ReadonlyMap<string, DocsFile>) {}

  @Get('docs')
  index(@Res() reply: FastifyReply): void {
    this.send('', reply);
  }

  @Get('docs/:file')
  file(@Param('file') name: string, @Res() reply: FastifyReply): void {
    this.send(name, reply);
  }

  /** Beside the documents that link to it, and at the path of the `dataschema` that events carry. */
  @Get(['docs/schemas/:app/:file', 'schemas/:app/:file'])
  schema(@Param('app') app: string, @Param('file') name: string, @Res() reply: FastifyReply): void {
    this.send(`schemas/${app}/${name}`, reply);
  }

  private send(name: string, reply: FastifyReply): void {
    const file = this.files.get(name);
    if (!file) throw new Problem('PARTNER_ROUTE_NOT_FOUND');
    void reply
      .header('Content-Type', file.mediaType)
      .header('Content-Security-Policy', CONTENT_POLICY)
      .header('X-Content-Type-Options', 'nosniff')
      .header('Cache-Control', 'no-cache')
      .send(file.bytes);
  }
}
