import type { Origins } from './origins.ts';
import type { Party } from './signature.ts';

/** Stands where a service's address should be, and there is none. */
export const NO_SERVICE = "a service's address";

/** Stands where that of the pod behind a service should be, and it is the service's; nobody knows the pod's. */
export const NOT_SERVICE = 'an address behind the service';

/** Stands where the address of who masquerades should be, and it is the asking one's own. */
export const NO_MASQUERADE = "another's address";

/**
 * A party's address, from the packets as they left their senders; null where those were not seen,
 * but for a service's that nobody answered under: that is what was asked.
 * Who answers under the very address that was asked is no service, whatever a signature hopes.
 */
export function partyAddress(party: Party, probe: number | null, origin: Origins): string | null {
  const request = origin.sent('request', probe);
  const reply = origin.sent('reply', probe);
  const answering = reply?.source ?? null;
  switch (party) {
    case 'from':
      return request?.source ?? null;
    case 'to':
      return answering;
    case 'service':
      if (!request) return null;
      // nobody answered: only who sent it can say what was asked
      if (answering === null)
        return origin.service === null ? NO_SERVICE : (origin.service ?? null);
      return request.destination === answering ? NO_SERVICE : request.destination;
    case 'masquerade':
      if (!request || !reply) return null;
      return reply.destination === request.source ? NO_MASQUERADE : reply.destination;
  }
}
