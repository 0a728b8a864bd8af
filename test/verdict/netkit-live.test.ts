import { describe, expect, it } from 'vitest';
import { ingressPrograms } from '../../src/cni/cilium/ingress-programs.ts';
import { claims, findDatapath } from '../../src/datapaths/catalogue.ts';
import { claimOf } from '../../src/datapaths/datapath.ts';
import type { Evidence } from '../../src/verdict/evidence.ts';
import { identify } from '../../src/verdict/identify.ts';
import { judge } from '../../src/verdict/judge.ts';
import { goodEvidence } from '../support/good-evidence.ts';
import { observed, type RecordedRun, RUNS } from '../support/recorded-runs.ts';

/** The same packets as on a cluster, with the programs that Cilium's agents tell of there. */
const NETKIT = RUNS.filter((run) => run.datapath.needs.includes('netkit'));

/** What an agent's bpftool says of a netkit primary, as `bpftool -j net show` of 7.5 writes it. */
const AGENTS = [
  {
    node: 'node1',
    programs:
      '[{"xdp":[],"tc":[{"devname":"lxc1","ifindex":5,"kind":"netkit/peer","name":"cil_from_container","prog_id":7,"prog_flags":[],"link_id":0,"link_flags":[]}],"flow_dissector":[],"netfilter":[]}]',
  },
];

function onCluster(run: RecordedRun): Evidence {
  const { counters } = goodEvidence(run.datapath, run.family, observed(run));
  const attached = ingressPrograms(AGENTS).get('node1/5')!;
  const programs = ['pod1/lxc', 'pod2/lxc'].map((tap) => ({ tap, attached }));
  return { counters, programs, conntrack: [{ namespace: 'node1', tracked: false }] };
}

const judgedLive = (run: RecordedRun, name: string) =>
  judge(observed(run), onCluster(run), claimOf(findDatapath(name), run.family, 'live'));

describe.each(NETKIT)("$title with Cilium's own programs", (run) => {
  const { name, control } = run.datapath;

  it('passes by what is claimed of a cluster, and is named', () => {
    const { verdict, findings } = judgedLive(run, name);
    expect(findings).toEqual([]);
    expect(verdict).toBe('pass');
    const { names } = identify(observed(run), onCluster(run), claims(run.family, 'live'));
    expect(names).toEqual([name]);
  });

  it('is not what is claimed of veth pairs, by packets and by programs', () => {
    const { verdict, findings } = judgedLive(run, control);
    expect(verdict).toBe('fail');
    expect(findings.map((f) => f.code)).toEqual(expect.arrayContaining(['programs']));
    expect(findings.some((f) => f.leg !== null && f.tap === 'pod1/lxc')).toBe(true);
  });
});

it('there are runs of both, by every probe and in both families', () => {
  expect(NETKIT).toHaveLength(12);
});
