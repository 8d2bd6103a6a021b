import { Body, Controller, Module, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { createApp } from '../bootstrap';
import { CountryCode, Nested, NestedList, StringMap, Text } from '../validation';
import { buildOpenApi } from './build-open-api';

class AddressForm {
  @CountryCode() country: string;
  @Text() line: string;
}

class ThingForm {
  @Text({ max: 20 }) name: string;
  @Nested(() => AddressForm, { optional: true }) address?: AddressForm;
  @NestedList(() => AddressForm, { optional: true, max: 3 }) others?: AddressForm[];
  @StringMap({ optional: true }) metadata?: Record<string, string>;
}

@Controller('partner/v1/things')
class ThingsController {
  @Post()
  @ApiOperation({ summary: 'Makes a thing' })
  create(@Body() form: ThingForm): object {
    return form;
  }
}

@Module({ controllers: [ThingsController] })
class TestModule {}

describe('buildOpenApi', () => {
  it('gives a 3.1 document with the schemas of the decorators and without internal routes', async () => {
    const app = await createApp({ name: 'customer', module: TestModule, logger: { level: 'silent' } });
    const document = buildOpenApi(app, { title: 'Things', version: '1' }, [ThingForm]);
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(['/partner/v1/things']);
    expect(document.paths['/partner/v1/things']?.post?.requestBody).toEqual({
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/ThingForm' } } },
    });
    expect(document.components?.schemas).toMatchObject({
      ThingForm: {
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { type: 'string', maxLength: 20 },
          others: { type: 'array', maxItems: 3, items: { $ref: '#/components/schemas/AddressForm' } },
        },
      },
      AddressForm: { required: ['country', 'line'] },
      Problem: { required: expect.arrayContaining(['requestId', 'errors']) },
    });
    await app.close();
  });
});
