import type { DeviceType, Feature } from '../../datapaths/datapath.ts';
import type { XdpHook } from '../../datapaths/program.ts';
import { kubeProxyIptables } from '../../datapaths/topologies/kube-proxy-iptables.ts';
import { kubeProxyIpvs } from '../../datapaths/topologies/kube-proxy-ipvs.ts';
import { LabError } from '../../errors.ts';
import { bpfObjectPath } from '../../host/bpf-object.ts';
import { makeCgroup } from '../../host/cgroup.ts';
import { CommandError } from '../../host/command-error.ts';
import { refusedHelper } from '../../host/explain-failure.ts';
import { localRunner } from '../../host/local-runner.ts';
import { MORTAL } from '../../host/mortal.ts';
import { netnsRunner } from '../../host/netns-runner.ts';
import type { Argv, Runner } from '../../host/runner.ts';
import { namespaceName, randomLabName } from '../lab-name.ts';
import { claimLab, type NetnsRecord } from '../lab-record.ts';
import { putIntoIpvs } from './ipvs.ts';
import { LOAD_PROGRAMS, LOAD_XDP } from './load-programs.ts';
import { MARK_LINE } from './mark.ts';
import { makeNetkitPairs, putOnNetkit } from './netkit.ts';
import { putOnSockets } from './netns-lab.ts';
import { makeOvsDatapath } from './openvswitch.ts';
import { iptablesRestore, planIpvs, xdpLine } from './plan.ts';
import { removeLab } from './remove-lab.ts';
import { findFreeNic } from './sriov.ts';

/** What the kernel said when it was asked to do it: null if it did. */
export type FeatureReport = ReadonlyMap<Feature, string | null>;

/** For each kind of device what makes one, in lines for `ip -batch -`. */
const DEVICES: Readonly<Record<DeviceType, string>> = {
  bridge: 'link add bridge1 type bridge',
  vxlan: 'link add vxlan1 type vxlan external dstport 8472',
  dummy: 'link add dummy1 type dummy',
  macvlan: 'link add link veth3 macvlan1 type macvlan',
  ipvlan: 'link add link veth4 ipvlan1 type ipvlan',
  vlan: 'link add link veth1 vlan1 type vlan id 2',
  bond: 'link add bond1 type bond',
  gre: 'link add gre1 type gre local 127.0.0.1 remote 127.0.0.2',
  ip6gre: 'link add ip6gre1 type ip6gre local fd00::1 remote fd00::2',
  ipip: 'link add ipip1 type ipip local 127.0.0.1 remote 127.0.0.3',
  ip6tnl: 'link add ip6tnl1 type ip6tnl local fd00::1 remote fd00::3',
  geneve: 'link add geneve1 type geneve external',
  wireguard: 'link add wireguard1 type wireguard',
  tun: 'tuntap add tun1 mode tun',
};

/**
 * Asks the kernel to do each thing once, in a network namespace that is gone afterwards. Versions
 * are not looked at: distributions switch features off and carry others back.
 * It is a lab like any other, so that `down --all` finds it should this process be killed.
 */
export async function probeFeatures(): Promise<FeatureReport> {
  const { name } = claimLab<NetnsRecord>({
    ...{ name: randomLabName(), backend: 'netns', datapath: 'feature probe', family: 4 },
  });
  try {
    const namespace = namespaceName(name, 'node1');
    await localRunner.run([...MORTAL, 'ip', 'netns', 'add', namespace]);
    const runner = netnsRunner(localRunner, namespace);
    const make = (...lines: string[]) =>
      attempt(runner, ['ip', '-batch', '-'], lines.map((line) => `${line}\n`).join(''));
    const veth = await make(
      MARK_LINE,
      'link add veth1 type veth peer name veth2',
      'link add veth3 type veth peer name veth4',
    );
    const devices = Object.entries(DEVICES) as [DeviceType, string][];
    const [made, nfTables, iptables, brNetfilter, ipvs, ovs, sockets, netkit, sriov] =
      await Promise.all([
        Promise.all(devices.map(async ([type, line]) => [type, await make(line)] as const)),
        attempt(
          runner,
          ['nft', '-f', '-'],
          'table inet probe { chain c { ct state new counter; }; }\n',
        ),
        attempt(runner, iptablesRestore(4), kubeProxyIptables(4)),
        // its module is never loaded by a lab: it changes what the machine's own bridges do
        attempt(runner, ['sysctl', '-qw', 'net.bridge.bridge-nf-call-iptables=1']),
        whyNot(async () => {
          await runner.run(['ip', 'link', 'set', 'lo', 'up']); // IPVS wants an address to be there
          await putIntoIpvs(runner, planIpvs(kubeProxyIpvs(4)));
        }),
        whyNot(() => makeOvsDatapath(runner, { name: 'datapath1', ports: [], flows: [] })),
        whyNot(async () => {
          makeCgroup(namespace);
          await putOnSockets(namespace, {
            object: bpfObjectPath('socket-lb'),
            hooks: ['connect4'],
          });
        }),
        whyNot(async () => {
          await makeNetkitPairs(runner, ['link add name netkit1 type netkit']);
          await putOnNetkit(runner, [{ device: 'netkit1', object: bpfObjectPath('redirect') }]);
        }),
        whyNot(findFreeNic),
      ]);
    const redirect = await attach(runner, 'veth1', 'redirect');
    const redirectPeer = await attach(runner, 'veth2', 'redirect-peer');
    const onXdp = (device: string, hook: XdpHook) =>
      attempt(runner, LOAD_XDP, `${xdpLine(device, hook, bpfObjectPath('xdp-redirect'))}\n`);
    const xdp = await onXdp('veth1', 'xdp');
    const xdpGeneric = await onXdp('veth2', 'xdp generic');
    return new Map([
      ['veth', veth],
      ...made,
      ['nf_tables', nfTables],
      ['iptables', iptables],
      ['br_netfilter', brNetfilter],
      ['ip_vs', ipvs],
      ['openvswitch', ovs],
      ['bpf_redirect', redirect],
      ['bpf_redirect_peer', redirectPeer],
      ['xdp', xdp],
      ['xdp_generic', xdpGeneric],
      ['cgroup_sock_addr', sockets],
      ['netkit', netkit],
      ['sriov', sriov],
    ]);
  } finally {
    await removeLab(name);
  }
}

function attach(runner: Runner, device: string, object: string): Promise<string | null> {
  const filter = `filter add dev ${device} ingress bpf direct-action object-file "${bpfObjectPath(object)}" section tc`;
  return attempt(runner, LOAD_PROGRAMS, `qdisc add dev ${device} clsact\n${filter}\n`);
}

function attempt(runner: Runner, argv: Argv, input = ''): Promise<string | null> {
  return whyNot(() => runner.run(argv, { input }));
}

async function whyNot(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof LabError) return `${error.message}: ${error.why}`;
    if (!(error instanceof CommandError)) throw error;
    const helper = refusedHelper(error.stderr);
    return helper ? `it does not know ${helper}()` : (error.stderr.split('\n')[0] ?? error.message);
  }
}
