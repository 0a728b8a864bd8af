import { inspect } from '../../../src/inspect/inspect.ts';
import { inspectionDot } from '../../../src/report/inspection-dot.ts';
import { inspectionJson } from '../../../src/report/inspection-json.ts';
import { inspectionMermaid } from '../../../src/report/inspection-mermaid.ts';
import { inspectionSvg } from '../../../src/report/inspection-svg.ts';
import { inspectionText } from '../../../src/report/inspection-text.ts';
import { type Answers, bridgeLab, ciliumLab, recorded } from '../../inspect/recorded-lab.ts';
import { plainStyle } from '../../support/plain-style.ts';
import type { Target } from '../engine/target.ts';
import { bytesOf, mutateAsJson, textOf } from '../engine/text-form.ts';
import { mustBePlain } from '../must.ts';
import { bytesIn, filesIn } from '../seeds.ts';

/** What is asked of nodes in one process, a line of JSON for each: something must be said. */
const BATCHED = /^ip (addr|route|neigh)/;

function answersOf(input: Uint8Array): Answers {
  let value: unknown;
  try {
    value = JSON.parse(textOf(input));
  } catch {
    return {};
  }
  const told = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return Object.fromEntries(
    told.map(([question, answer]) => [
      question,
      typeof answer === 'string' && !BATCHED.test(question) ? answer : JSON.stringify(answer),
    ]),
  );
}

function seeds(): Uint8Array[] {
  const json = (path: string) => JSON.parse(recorded(path)) as unknown;
  const rules = filesIn('test/fixtures/clusters', /iptables\.txt$/).map((f) => textOf(bytesIn(f)));
  const nft = filesIn('test/fixtures/clusters', /nft\.txt$/).map((f) => textOf(bytesIn(f)));
  return ['bridge', 'cilium'].map((of, i) =>
    bytesOf(
      JSON.stringify({
        lab: of,
        'ip addr show': json(`${of}/worker.addr.json`),
        'ip route show table all': json(`${of}/worker.route.json`),
        'ip neigh show': json(`${of}/worker.neigh.json`),
        'ip -j -d -s addr show': json(
          of === 'bridge' ? 'bridge/pod1.addr.json' : 'cilium/pod-b.addr.json',
        ),
        'bpftool -j batch file -': [
          { command: ['version'], output: { version: '7.5.0' } },
          { command: ['net', 'show'], output: json('cilium/worker.bpftool-net.json') },
        ],
        'bridge -j fdb show': [{ mac: '02:00:00:00:00:01', ifname: 'cni0', flags: [], state: '' }],
        'ethtool -S eth0': 'NIC statistics:\n     peer_ifindex: 13\n',
        'iptables-save': rules[i]?.slice(0, 3000) ?? '',
        'nft -s list ruleset': nft[i]?.slice(0, 3000) ?? '',
        'cat /proc/net/ip_vs':
          'TCP  0A600050:1F90 rr\n  -> 0AF40103:1F90      Masq    1      0          0\n',
        'ip rule show': '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n',
      }),
    ),
  );
}

export const target: Target = {
  ...{
    name: 'inspection',
    reads: 'what ip, tc, bpftool, nft, iptables and ipvsadm tell of a node',
  },
  ...{ share: 0.5, longest: 60_000, seeds },
  mutate: mutateAsJson([
    'eth0',
    'lxc1',
    'cni0',
    '10.244.1.3',
    'fd00::1',
    'veth',
    'vxlan',
    'default',
  ]),
  run: async (input) => {
    const answers = answersOf(input);
    const lab = answers.lab === 'cilium' ? ciliumLab(answers) : bridgeLab(answers);
    const inspection = await inspect(lab, 'ours', new AbortController().signal);
    mustBePlain(inspectionText(inspection, plainStyle()), 'the page');
    mustBePlain(inspectionJson(inspection), 'the JSON');
    mustBePlain(inspectionDot(inspection), 'the graph');
    mustBePlain(inspectionMermaid(inspection), 'the diagram');
    inspectionSvg(inspection);
  },
};
