import {
  CUSTOMER_STATUSES,
  type CustomerStatus,
  PUBLIC_EVENT_TYPES,
  type PublicEventType,
  REASON_TEXTS,
} from '@oceafin/contracts';
import { Instant, Integer, NestedList, Text, Uuid, Word } from '@oceafin/platform';
import type { TimelineRow } from '../../ports';

export class ReasonResponse {
  @Word(Object.keys(REASON_TEXTS))
  code: string;

  @Text()
  detail: string;
}

export class TimelineItemResponse {
  @Integer({ min: 1, description: '1, 2, 3 … without gaps.' })
  sequence: number;

  @Uuid()
  eventId: string;

  @Word(PUBLIC_EVENT_TYPES)
  eventType: PublicEventType;

  @Word(CUSTOMER_STATUSES, { nullable: true })
  from: CustomerStatus | null;

  @Word(CUSTOMER_STATUSES, { nullable: true, description: 'null, like from, where no status changed.' })
  to: CustomerStatus | null;

  @NestedList(() => ReasonResponse, { min: 0 })
  reasons: ReasonResponse[];

  @Instant()
  at: string;
}

export class TimelinePageResponse {
  @NestedList(() => TimelineItemResponse, { min: 0 })
  data: TimelineItemResponse[];

  @Text({ max: 1000, nullable: true })
  nextCursor: string | null;
}

export function timelineItem(row: TimelineRow): TimelineItemResponse {
  const { sequence, eventId, eventType, from, to, at } = row;
  return { sequence, eventId, eventType, from, to, reasons: row.reasons.map(reason), at };
}

function reason({ code }: { readonly code: string }): ReasonResponse {
  const texts: Readonly<Record<string, string>> = REASON_TEXTS;
  const detail = texts[code];
  if (detail === undefined) throw new Error(`The registry has no text for the reason ${code}.`);
  return { code, detail };
}
