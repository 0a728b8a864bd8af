import { describe, expect, it, vi } from 'vitest';
import { CATALOGUE, findDatapath } from '../src/datapaths/catalogue.ts';
import { passageOf } from '../src/datapaths/topology.ts';
import type { LiveCluster } from '../src/labs/cluster/live-cluster.ts';
import { propOf, setStage } from '../src/live-stage.ts';
import { FakeKubernetes } from './labs/cluster/fake-kubernetes.ts';
import { nodeSite, podSite } from './labs/cluster/sites.ts';
import { labErrorIn } from './support/thrown-by.ts';

vi.mock('../src/host/manifest-file.ts', () => import('./support/manifests.ts'));

const NEEDY = CATALOGUE.filter((datapath) => propOf(datapath) !== null);

function stageOf(name: string, readOnly: boolean) {
  const kubernetes = new FakeKubernetes();
  const site = nodeSite();
  const pods = [podSite('a', site), podSite('b', site)] as const;
  const cluster = { kubernetes: kubernetes.api, name: 'demo' } as LiveCluster;
  const judged = findDatapath(name);
  const target = { judged, pods, passage: passageOf(judged.topology(4)) };
  const { signal } = new AbortController();
  return { kubernetes, stage: setStage(cluster, target, { family: 4, readOnly, signal }) };
}

describe('what a datapath needs on a live cluster', () => {
  it('is told by the programs and the probe of its embedded lab', () => {
    expect(Object.fromEntries(CATALOGUE.map((d) => [d.name, propOf(d)]))).toMatchObject({
      'cilium/same-node': null,
      'cilium/policy-drop': 'policy',
      'cilium/socket-lb': 'socket-lb',
      'cilium/socket-lb-outside': 'socket-lb',
      'cilium/tc-service-lb': 'service',
      'kube-proxy/bridge-nf-off': 'service',
      'kube-proxy/ipvs': 'service',
    });
  });

  it.each(NEEDY.map(({ name }) => name))(
    '%s: is not made where nothing may be changed',
    async (name) => {
      const { kubernetes, stage } = stageOf(name, true);
      expect(await labErrorIn(stage)).toMatchObject({ code: 'E_USAGE', exitCode: 2 });
      expect(kubernetes.changes).toEqual([]);
    },
  );

  it('is nothing for packets from pod to pod', async () => {
    const { kubernetes, stage } = stageOf('cilium/same-node', true);
    await (await stage).clear();
    expect(kubernetes.changes).toEqual([]);
  });
});
