import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Problem } from '@oceafin/platform';
import type { FastifyReply } from 'fastify';
import type { DocsFile } from './docs-files';

export const DOCS_FILES = Symbol('DOCS_FILES');

/** Swagger UI sets style attributes, and shows images from data URLs. */
const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The API documents, and a page that shows them. */
@ApiExcludeController()
@Controller('docs')
export class DocsController {
  constructor(@Inject(DOCS_FILES) private readonly files: ReadonlyMap<string, DocsFile>) {}

  @Get()
  index(@Res() reply: FastifyReply): void {
    this.send('', reply);
  }

  @Get(':file')
  file(@Param('file') name: string, @Res() reply: FastifyReply): void {
    this.send(name, reply);
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
