import { InvalidArgumentError, type Option } from 'commander';
import { LabError } from '../errors.ts';
import type { CniChoice, KindSpec, KubeProxyMode } from '../labs/kind/kind-spec.ts';
import { list, number, option } from './options.ts';

/** What `up --backend kind` can be told of the cluster. */
export interface KindOptions {
  readonly nodes: number;
  readonly kindImage?: string;
  readonly cni: string;
  readonly mode: string;
  readonly ciliumVersion?: string;
  readonly chart?: string;
  readonly set?: readonly string[];
  readonly values?: readonly string[];
  readonly cniManifest?: string;
  readonly cniChart?: string;
  readonly cniBin?: string;
  readonly kubeProxy?: KubeProxyMode;
  readonly loadArchive?: readonly string[];
  readonly testImage?: string;
}

/** The files under manifests/cilium. */
export const CILIUM_MODES = [
  ...['bpf-native', 'legacy', 'vxlan', 'vxlan-legacy', 'endpoint-routes', 'netkit', 'kpr-off'],
  'wireguard',
] as const;

export function kindOptions(): Option[] {
  return [
    option('--nodes <n>', 'kind: nodes, the control plane among them')
      .argParser(number(1, 16))
      .default(2),
    option('--kind-image <image>', "kind: node image (default: kind's own)"),
    option('--cni <name>', 'kind: which CNI')
      .choices(['cilium', 'kindnet', 'bridge', 'ptp', 'none', 'custom'])
      .default('cilium'),
    option('--mode <mode>', 'kind: which mode of Cilium')
      .choices(CILIUM_MODES)
      .default('bpf-native'),
    option('--cilium-version <v>', "kind: version of Cilium's chart"),
    option('--chart <dir|tgz>', "kind: Cilium's chart from here, without a download"),
    list('--set <key=value>', 'kind: a Helm value; may be repeated').argParser(pair),
    list('--values <file>', 'kind: Helm values; may be repeated'),
    option('--cni-manifest <file|url>', 'kind: a CNI of your own, as Kubernetes objects'),
    option('--cni-chart <dir|tgz>', 'kind: a CNI of your own, as a Helm chart'),
    option('--cni-bin <dir>', 'kind: CNI plugins to put into the nodes'),
    option('--kube-proxy <mode>', 'kind: kube-proxy (default: none with Cilium)').choices([
      ...['none', 'iptables', 'nftables', 'ipvs'],
    ]),
    list('--load-archive <file>', 'kind: an image archive for every node; may be repeated'),
    testImageOption(),
  ];
}

export function testImageOption(): Option {
  return option('--test-image <image>', 'what the test pods run (default: the pause image)');
}

/** The cluster that the options ask for. @throws LabError E_USAGE where they contradict each other */
export function kindSpec(options: KindOptions): KindSpec {
  const cni = cniChoice(options);
  const withoutProxy = cni.kind === 'cilium' && cni.mode !== 'kpr-off';
  return {
    nodes: options.nodes,
    image: options.kindImage ?? null,
    cni,
    kubeProxy: options.kubeProxy ?? (withoutProxy ? 'none' : 'iptables'),
    archives: options.loadArchive ?? [],
    testImage: options.testImage ?? null,
  };
}

function cniChoice(options: KindOptions): CniChoice {
  const { cniManifest, cniChart, cni } = options;
  const bin = options.cniBin ?? null;
  const set = options.set ?? [];
  const values = options.values ?? [];
  if (cniManifest && cniChart) throw contradiction('--cni-manifest', '--cni-chart');
  if (cniManifest) return { kind: 'manifest', source: cniManifest, bin };
  if (cniChart) return { kind: 'chart', chart: cniChart, set, values, bin };
  if (cni === 'bridge' || cni === 'ptp') return { kind: cni, bin };
  if (cni === 'kindnet' || cni === 'none') return { kind: cni };
  if (cni === 'custom') {
    throw new LabError('E_USAGE', {
      message: '--cni custom needs to know what to install',
      why: 'neither --cni-manifest nor --cni-chart is given',
      mend: 'cni-lab up --backend kind --cni-manifest FILE',
    });
  }
  const version = options.ciliumVersion ?? null;
  const chart = options.chart ?? null;
  return { kind: 'cilium', mode: options.mode, version, chart, set, values };
}

function contradiction(one: string, other: string): LabError {
  return new LabError('E_USAGE', {
    message: `${one} and ${other} exclude each other`,
    why: 'a cluster has one CNI',
    mend: `leave one of them out`,
  });
}

function pair(text: string, before?: string[]): string[] {
  if (/^[^=]+=/.test(text)) return [...(before ?? []), text];
  throw new InvalidArgumentError('It must be KEY=VALUE.');
}
