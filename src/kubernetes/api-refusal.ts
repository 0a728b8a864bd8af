import type { IncomingHttpHeaders } from 'node:http';

/** What an API server says when it refuses; anything may be missing. */
export interface Status {
  reason?: string;
  message?: string;
  details?: {
    name?: string;
    kind?: string;
    group?: string;
    retryAfterSeconds?: number;
    causes?: { reason?: string; message?: string; field?: string }[];
  };
}

/** An HTTP answer that is not the one asked for: a Status of the API server's, or a proxy's page. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly code: number;
  readonly status: Status;
  /** The body, if it is not a Status: its start. */
  readonly page: string | null;
  readonly retryAfterMs: number | null;

  constructor(code: number, headers: IncomingHttpHeaders, body: string) {
    const status = statusOf(body);
    super(`HTTP ${code}: ${status?.message ?? (body.slice(0, 300) || 'no text')}`);
    this.code = code;
    this.status = status ?? {};
    this.page = status ? null : body.slice(0, 2000);
    const seconds = Number(headers['retry-after'] ?? status?.details?.retryAfterSeconds);
    this.retryAfterMs = seconds >= 0 ? seconds * 1000 : null;
  }

  /** HTML, from something that is not an API server. */
  get isWebPage(): boolean {
    return this.page !== null && /^\s*<(!doctype|html|head)/i.test(this.page);
  }
}

function statusOf(body: string): Status | null {
  try {
    const value = JSON.parse(body) as Status & { kind?: string };
    return value !== null && typeof value === 'object' && 'message' in value ? value : null;
  } catch {
    return null;
  }
}
