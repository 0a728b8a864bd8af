/** One event that the cluster recorded about an object. */
export interface Event {
  readonly type: 'Normal' | 'Warning';
  /** Such as `FailedScheduling`, `FailedCreatePodSandBox`. */
  readonly reason: string;
  readonly message: string;
  /** How often it happened. */
  readonly count: number;
  /** When it last happened, RFC 3339; empty if unknown. */
  readonly at: string;
  /** Which component says so, such as `kubelet`. */
  readonly source: string;
}

/** What the API (v1, not events.k8s.io) sends; anything may be missing. */
export interface EventObject {
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  series?: { count?: number; lastObservedTime?: string };
  firstTimestamp?: string | null;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  source?: { component?: string };
  reportingComponent?: string;
}

export function eventOf(event: EventObject): Event {
  return {
    type: event.type === 'Warning' ? 'Warning' : 'Normal',
    reason: event.reason ?? '',
    message: event.message ?? '',
    count: event.series?.count ?? event.count ?? 1,
    at:
      event.series?.lastObservedTime ??
      event.lastTimestamp ??
      event.eventTime ??
      event.firstTimestamp ??
      '',
    source: event.source?.component || event.reportingComponent || '',
  };
}
