import type { Check } from './check.ts';
import type { Evidence, WitnessExpectation } from './evidence.ts';
import type { Observation } from './observation.ts';
import { origins } from './origins.ts';
import { probesAmong, type Signature } from './signature.ts';

/**
 * Does the entry that translates the flow to the service name the pod that was seen to answer? What
 * it expects back is, with rules, what that pod sends: to who asks, or to who masquerades. Where a
 * proxy in the node answers in between, it is that one's. Pure.
 */
export function checkTranslation(
  observation: Observation,
  { translations }: Evidence,
  { kubeProxy }: WitnessExpectation,
  signature: Signature,
): Check[] {
  if (!translations || !kubeProxy) return [];
  const origin = origins(observation, signature);
  const probes = probesAmong('all', observation.probe.count);
  const answered = probes.find((i) => origin.sent('request', i) && origin.sent('reply', i));
  if (answered === undefined) return [];
  const [request, reply] = [origin.sent('request', answered)!, origin.sent('reply', answered)!];
  const back =
    kubeProxy === 'userspace'
      ? [reply.destination, request.source]
      : [reply.source, reply.destination];
  // only IPVS rules make connections of IPVS; of an untracked flow there is no entry
  const mayTell = translations.filter(({ by }) => by === 'conntrack' || kubeProxy === 'ipvs');
  const telling = mayTell.filter(({ back: found }) => found !== null && found.length > 0);
  const isByIpvs = telling.some(({ by }) => by === 'IPVS');
  const mute = mayTell.find(({ by, back: found }) => by === 'IPVS' && found !== null);
  return [...telling, ...(mute && !isByIpvs ? [mute] : [])].map(({ place, by, back: found }) => {
    // IPVS knows the pod and who asked, and leaves masquerading to others
    const should = by === 'IPVS' ? back[0]! : back.join(' > ');
    const isRight = found!.includes(should);
    const words = (entries: readonly string[]) =>
      `${by} of ${place} expects ${entries.join(', ') || 'nothing'} back`;
    return {
      ...{ code: 'translation', tap: null, leg: null, ok: isRight },
      expected: words([should]),
      seen: words(isRight ? [should] : found!),
    };
  });
}
