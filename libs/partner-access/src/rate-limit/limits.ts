import type { PartnerClient } from '../endpoint/partner-call';

export type RequestClass = 'read' | 'write' | 'upload';

/** A limit that the deployment sets: of each client or of all of a partner's clients together. */
export interface LimitRule {
  readonly who: 'client' | 'partner';
  /** Absent: requests of every class count. */
  readonly what?: RequestClass;
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/** A limit as it applies to one caller. */
export interface Limit {
  /** As callers see it in RateLimit: `client`, `partner-upload`. */
  readonly name: string;
  /** Callers with the same bucket share its tokens. */
  readonly bucket: string;
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/** Every limit that a request of this class counts against, the client's own first. */
export function limitsOf(client: PartnerClient, kind: RequestClass, rules: readonly LimitRule[]): Limit[] {
  const own: LimitRule = { who: 'client', ...client.rateLimit };
  return [own, ...rules]
    .filter(({ what }) => what === undefined || what === kind)
    .map(({ who, what, requestsPerSecond, burst }) => ({
      name: what ? `${who}-${what}` : who,
      // A client id has no space, so the buckets of classes and partners can't be a client's.
      bucket: [who === 'client' ? client.clientId : `partner ${client.partnerId}`, what].join(' ').trim(),
      requestsPerSecond,
      burst,
    }));
}

const RULE =
  /^(?<who>client|partner)(-(?<what>read|write|upload))?=(?<rate>[1-9]\d{0,8})\/(?<burst>[1-9]\d{0,8})$/;

/** Reads `partner=5000/10000, client-upload=20/40`: requests a second / at once. Undefined where it says nothing. */
export function parseLimitRules(text: string): LimitRule[] | undefined {
  const rules: LimitRule[] = [];
  for (const item of text.split(',').filter((each) => each.trim() !== '')) {
    const { who, what, rate, burst } = RULE.exec(item.trim())?.groups ?? {};
    if (!who || (who === 'client' && !what)) return undefined;
    rules.push({
      who: who as LimitRule['who'],
      ...(what && { what: what as RequestClass }),
      requestsPerSecond: Number(rate),
      burst: Number(burst),
    });
  }
  return rules;
}
