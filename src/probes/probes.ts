import type { ProbeKind } from '../verdict/join-key.ts';
import { messages } from './messages.ts';
import { ping } from './ping.ts';
import type { Probe } from './probe.ts';

export const PROBES: Readonly<Record<ProbeKind, Probe>> = {
  ping,
  udp: messages('udp'),
  tcp: messages('tcp'),
};
