import { describe, expect, it } from 'vitest';
import { ingressPolicy } from '../../../src/cni/cilium/ingress-policy.ts';
import { endpointsWith } from '../../labs/cluster/cilium-endpoints.ts';
import { recorded } from '../recorded.ts';

const ENDPOINTS = recorded('cilium-native-bpf/worker.endpoints.json');

describe('what is in force for what comes in to a pod', () => {
  it('is nothing where no policy chooses it, as recorded', () => {
    expect(ingressPolicy(ENDPOINTS, 'default', 'pod2')).toBe('off');
  });

  it.each([
    ['ingress', 'enforced'],
    ['both', 'enforced'],
    ['egress', 'off'],
    ['audit-ingress', 'audited'],
    ['audit-both', 'audited'],
    ['audit-egress', 'off'],
    ['something new', null],
    ['', null],
  ])('by the word "%s" is %s', (word, found) => {
    expect(ingressPolicy(endpointsWith(word), 'cni-lab', 'pod2')).toBe(found);
  });

  it('is not what is asked for, and not what is still being worked on', () => {
    const asked = JSON.parse(ENDPOINTS);
    for (const { status } of asked) status.policy.spec['policy-enabled'] = 'ingress';
    expect(ingressPolicy(JSON.stringify(asked), 'default', 'pod2')).toBe('off');
    const working = endpointsWith('ingress', 'waiting-to-regenerate');
    expect(ingressPolicy(working, 'cni-lab', 'pod2')).toBeNull();
  });

  it('is not known of a pod that is not there, nor by an agent that does not answer', () => {
    expect(ingressPolicy(ENDPOINTS, 'cni-lab', 'pod2')).toBeNull();
    expect(ingressPolicy(null, 'default', 'pod2')).toBeNull();
    expect(ingressPolicy('Error: 500', 'default', 'pod2')).toBeNull();
  });
});
