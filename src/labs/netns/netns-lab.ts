import type { Daemon } from '../../datapaths/daemon.ts';
import { passageOf, type Topology } from '../../datapaths/topology.ts';
import { LabError } from '../../errors.ts';
import { bpfObjectPath } from '../../host/bpf-object.ts';
import { cgroupPath, makeCgroup } from '../../host/cgroup.ts';
import { cgroupRunner } from '../../host/cgroup-runner.ts';
import { type Link, linkTable } from '../../host/link-table.ts';
import { localRunner } from '../../host/local-runner.ts';
import { MORTAL } from '../../host/mortal.ts';
import { netnsRunner, prefixed } from '../../host/netns-runner.ts';
import { configurePlaces, hasPlacesTool, linkTables } from '../../host/places-tool.ts';
import type { Argv, Runner } from '../../host/runner.ts';
import { findTool, missingTool } from '../../host/tools.ts';
import { pooled } from '../../pooled.ts';
import type { Lab, Tap } from '../lab.ts';
import { namespaceName } from '../lab-name.ts';
import type { NetnsRecord } from '../lab-record.ts';
import { liveKubeProxyMode } from '../service-rules.ts';
import { PATIENCE_MS, until, untilFree } from '../until.ts';
import { startDaemons } from './daemons.ts';
import { putIntoIpvs } from './ipvs.ts';
import { learnedRoutes } from './learned-routes.ts';
import { attachToCgroup, LOAD_PROGRAMS, LOAD_XDP } from './load-programs.ts';
import { makeLinks } from './make-links.ts';
import { makeNetkitPairs, putOnNetkit } from './netkit.ts';
import { makeOvsDatapath } from './openvswitch.ts';
import { plainPlaces, scriptOf } from './plain-places.ts';
import { hasCgroup, type NamespacePlan, planLab, type SocketPlan } from './plan.ts';
import { portStatistics } from './port-statistics.ts';
import { removeLab } from './remove-lab.ts';
import { lendNic, waitForCarrier } from './sriov.ts';
import { configureWireguard } from './wireguard.ts';

/**
 * Makes a topology real: one network namespace for each node and pod. Returns when they and their
 * links exist. @throws CommandError, LabError E_KERNEL_FEATURE
 */
export async function createNetnsLab(
  record: NetnsRecord,
  topology: Topology,
  signal?: AbortSignal,
): Promise<Lab> {
  const plan = planLab(record.name, topology, bpfObjectPath);
  const abort = signal ? { signal } : {};
  for (const cgroup of plan.cgroups) makeCgroup(cgroup);
  await makeLinks(nowhere, plan.create, abort);
  await Promise.all(
    plan.namespaces.flatMap(({ place, pairs, links }) => {
      const runner = runnerIn(record.name, place);
      return [
        pairs.length > 0 && makeNetkitPairs(runner, pairs, abort),
        links.length > 0 && makeLinks(runner, links, abort),
      ];
    }),
  );
  const { makers, others } = daemonsOf(topology);
  await startDaemons(record.name, makers, abort);
  await Promise.all(
    plan.namespaces.map(
      ({ place, handOvers }) =>
        handOvers.length > 0 && makeLinks(runnerIn(record.name, place), handOvers, abort),
    ),
  );
  for (const nic of plan.nics) await lendNic(record.name, nic, abort);
  const configured = configureAll(record.name, plan.namespaces, abort);
  const ready = configured.then(async () => {
    await Promise.all(plan.nics.map((nic) => waitForCarrier(record.name, nic, abort)));
    await startDaemons(record.name, others, abort);
    for (const { namespace, argv } of topology.conditions ?? []) {
      await until(runnerIn(record.name, namespace), argv, signal);
    }
  });
  ready.catch(() => {}); // whoever awaits it still sees the failure
  return netnsLab(record, topology, ready);
}

/**
 * In a network namespace without devices, which is gone with the command: Linux up to 6.12, at least, refuses to
 * make a device in another namespace by a name that one has where the command runs (`eth0`). What it makes is not in a
 * namespace yet where `down` would find and end it.
 */
const nowhere = prefixed(localRunner, [...MORTAL, 'unshare', '--net']);

/** Those that make devices come first. */
function daemonsOf({ daemons = [], links }: Topology) {
  const isMaker = ({ namespace, name }: Daemon) =>
    links.some((l) => l.kind === 'made' && l.by.namespace === namespace && l.by.name === name);
  return { makers: daemons.filter(isMaker), others: daemons.filter((d) => !isMaker(d)) };
}

async function configureAll(
  lab: string,
  plans: readonly NamespacePlan[],
  abort: { signal?: AbortSignal },
): Promise<void> {
  const plain = new Set(plainPlaces(plans));
  await Promise.all([
    plain.size > 0 && configurePlaces(scriptOf(lab, [...plain]), abort),
    pooled(plans, AT_ONCE, (plan) => configure(lab, plan, plain.has(plan), abort)),
  ]);
}

/** Places that are set up, or looked into, side by side. */
const AT_ONCE = 32;

/** @param hasAddresses others make them */
async function configure(
  lab: string,
  plan: NamespacePlan,
  hasAddresses: boolean,
  abort: { signal?: AbortSignal },
): Promise<void> {
  const runner = runnerIn(lab, plan.place);
  const addresses = async () => {
    if (hasAddresses) return;
    if (plan.sysctl) await runner.run(plan.sysctl, abort);
    await runner.run(['ip', '-batch', '-'], { input: lines(plan.ip), ...abort });
    if (plan.fdb.length > 0) {
      await runner.run(['bridge', '-batch', '-'], { input: lines(plan.fdb), ...abort });
    }
    // a pod behind a service is refused as "not unicast" where no address is yet
    if (plan.ipvs) await putIntoIpvs(runner, plan.ipvs, abort);
  };
  await Promise.all([
    addresses(),
    plan.openvswitch !== null && makeOvsDatapath(runner, plan.openvswitch, abort),
    plan.tc.length > 0 && runner.run(LOAD_PROGRAMS, { input: lines(plan.tc), ...abort }),
    plan.xdp.length > 0 && runner.run(LOAD_XDP, { input: lines(plan.xdp), ...abort }),
    ...plan.offloads.map((argv) => setOffload(runner, argv, abort)),
    plan.onNetkit.length > 0 && putOnNetkit(runner, plan.onNetkit, abort),
    plan.iptables !== null &&
      runner.run(plan.iptables.argv, { input: plan.iptables.rules, ...abort }),
    plan.wireguard !== null && configureWireguard(runner, plan.wireguard, abort),
    plan.nftables !== null && runner.run(['nft', '-f', '-'], { input: plan.nftables, ...abort }),
    ...plan.onSockets.map((programs) =>
      putOnSockets(namespaceName(lab, plan.place), programs, abort),
    ),
  ]);
}

function runnerIn(lab: string, place: string): Runner {
  return netnsRunner(localRunner, namespaceName(lab, place));
}

/** @throws LabError E_TOOL_MISSING, CommandError */
async function setOffload(runner: Runner, argv: Argv, abort: { signal?: AbortSignal }) {
  if (!findTool(argv[0])) throw missingTool(argv[0]); // few datapaths need it
  await runner.run(argv, abort);
}

/** @throws LabError E_TOOL_MISSING, E_KERNEL_FEATURE, CommandError */
export async function putOnSockets(
  cgroup: string,
  { object, hooks }: SocketPlan,
  abort: { signal?: AbortSignal } = {},
): Promise<void> {
  if (!findTool('bpftool')) throw missingTool('bpftool'); // no other datapath needs it
  await localRunner.run(attachToCgroup(object, cgroupPath(cgroup), hooks), abort);
}

/** A lab that is up already. */
export function openNetnsLab(record: NetnsRecord, topology: Topology): Lab {
  return netnsLab(record, topology, Promise.resolve());
}

function netnsLab(record: NetnsRecord, topology: Topology, ready: Promise<void>): Lab {
  const namespace = (place: string) => namespaceName(record.name, place);
  const { from, outsideCgroup = false } = passageOf(topology);
  const isIn = (place: string) => hasCgroup(topology, place) && !(outsideCgroup && place === from);
  const outside = (place: string): Runner =>
    isIn(place) ? cgroupRunner(localRunner, cgroupPath(namespace(place))) : localRunner;
  const runner = (place: string) => netnsRunner(outside(place), namespace(place));
  return {
    ...{ name: record.name, backend: 'netns', datapath: record.datapath, topology, ready },
    taps: () => resolveTaps(record.name, topology, runner),
    kubeProxy: () => translation(topology, runner('node1')),
    routes: () => learnedRoutes(record.name, topology, runner),
    namespace,
    runner,
    remove: () => removeLab(record.name),
  };
}

/** Asked only where a service is: it takes four processes. */
async function translation(topology: Topology, node: Runner): Promise<string | null> {
  if (passageOf(topology).service === undefined) return null;
  return (await liveKubeProxyMode(node, topology.family)).mode;
}

async function resolveTaps(lab: string, topology: Topology, runner: Lab['runner']): Promise<Tap[]> {
  const places = [...new Set(topology.taps.map((tap) => tap.namespace))];
  const [tables, ports] = await Promise.all([
    settledTables(lab, places, runner),
    portStatistics(lab, topology, runner),
  ]);
  return topology.taps.map((tap) => {
    const link = tables.get(tap.namespace)?.get(tap.device);
    if (!link) throw brokenLab(lab, `${tap.device} is not there in ${tap.namespace}`);
    const { ifindex, mac, xdp, rx, tx } = link;
    const { name, namespace: place, device } = tap;
    const port = ports.get(name);
    return { name, place, device, ifindex, mac, xdp, rx, tx, ...(port !== undefined && { port }) };
  });
}

type LinksByName = ReadonlyMap<string, Link>;

/** The devices of each place, by place and name, once all that can carry do. */
async function settledTables(
  lab: string,
  places: readonly string[],
  runner: Lab['runner'],
): Promise<ReadonlyMap<string, LinksByName>> {
  const byName = (place: string, links: readonly Link[]) =>
    [place, new Map(links.map((link) => [link.name, link]))] as const;
  if (!hasPlacesTool()) {
    return new Map(
      await pooled(places, AT_ONCE, async (p) => byName(p, await settledLinks(runner(p)))),
    );
  }
  const found = await linkTables(places.map((place) => namespaceName(lab, place)));
  return new Map(
    await pooled([...places.entries()], AT_ONCE, async ([i, place]) => {
      const links = found[i]!;
      // it does not wait, nor does it know the names of programs
      const isOpen = links.some((link) => link.settling || link.xdp);
      return byName(place, isOpen ? await settledLinks(runner(place)) : links);
    }),
  );
}

/** The devices of a place, once all that can carry do. */
async function settledLinks(runner: Runner): Promise<Link[]> {
  let links: Link[] = [];
  await untilFree(
    async () => {
      links = await linkTable(runner);
      return links.find((link) => link.settling)?.name ?? null;
    },
    (device) => neverSettled(device),
  );
  return links;
}

function neverSettled(device: string): LabError {
  return new LabError('E_LAB_BROKEN', {
    message: `${device} is up, and yet sends nothing`,
    why: `in ${PATIENCE_MS / 1000} s the kernel has given it no queue: it is busy with other network devices`,
    mend: 'cni-lab doctor',
  });
}

function brokenLab(lab: string, why: string): LabError {
  return new LabError('E_LAB_BROKEN', {
    message: `the lab "${lab}" is not whole any more`,
    why,
    mend: `cni-lab down --name ${lab}`,
  });
}

function lines(commands: readonly string[]): string {
  return `${commands.join('\n')}\n`;
}
