import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointDevice } from '../../../src/cni/cilium/endpoint-device.ts';
import { recorded } from '../recorded.ts';

const ENDPOINTS = recorded('cilium-native-bpf/worker.endpoints.json');

describe('the device of a pod, by the endpoint list', () => {
  it('is found by namespace and name', () => {
    expect(endpointDevice(ENDPOINTS, 'default', 'pod1')).toEqual({
      name: 'lxccaa6b78acb4f',
      ifindex: 42,
      podMac: '4e:81:0f:5b:c4:ef',
      hostMac: 'aa:72:0e:f3:e9:23',
      ipv4: '10.244.1.29',
      ipv6: null,
    });
    expect(endpointDevice(ENDPOINTS, 'default', 'pod2')?.ifindex).toBe(40);
  });

  it('agrees with the devices of the node', () => {
    const device = endpointDevice(ENDPOINTS, 'default', 'pod1');
    const links = JSON.parse(recorded('cilium-native-bpf/worker.ip-link.json'));
    const link = links.find((l: { ifindex: number }) => l.ifindex === device?.ifindex);
    expect(link).toMatchObject({ ifname: device?.name, address: device?.hostMac });
  });

  it('is not that of a pod of the same name elsewhere, nor of one that is not there', () => {
    expect(endpointDevice(ENDPOINTS, 'kube-system', 'pod1')).toBeNull();
    expect(endpointDevice(ENDPOINTS, 'default', 'pod')).toBeNull();
    expect(endpointDevice(ENDPOINTS, '', '')).toBeNull();
  });

  it('is that of the living one where an old endpoint has the same pod', () => {
    const list = JSON.parse(ENDPOINTS);
    const pod1 = list.find((e: { id: number }) => e.id === 125);
    const old = structuredClone(pod1);
    old.status.state = 'disconnecting';
    old.status.networking['interface-index'] = 7;
    expect(endpointDevice(JSON.stringify([old, ...list]), 'default', 'pod1')?.ifindex).toBe(42);
  });

  it('is found by the older identifier, and under log lines', () => {
    const older = ENDPOINTS.replaceAll('"k8s-pod-name"', '"x"');
    expect(endpointDevice(`level=info msg=x\n${older}`, 'default', 'pod2')?.ifindex).toBe(40);
  });

  it.each(['interface-name', 'interface-index'])('is null without %s', (field) => {
    expect(endpointDevice(ENDPOINTS.replaceAll(`"${field}"`, '"x"'), 'default', 'pod1')).toBeNull();
  });

  it('is null for garbage, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((j) => `[{"status":${j}}]`),
        ),
        (text) => {
          expect(endpointDevice(text, 'default', 'pod1')).toBeNull();
        },
      ),
    );
    expect(endpointDevice(null, 'default', 'pod1')).toBeNull();
  });
});
