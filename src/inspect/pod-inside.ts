import type { Runner } from '../host/runner.ts';
import { byHand, type NamedDevice } from './by-hand.ts';
import { allRules } from './firewall-rules.ts';
import type { PodFacts } from './gather-pod.ts';
import { hookPrograms } from './hook-programs.ts';
import type { InnerDevice, PodInside } from './inspection.ts';
import { parseNeighbours } from './neighbours.ts';
import { isOfPods, parseNodeRoutes } from './node-routes.ts';
import { showAllRules } from './policy-rules.ts';
import { NFT } from './questions.ts';
import { showPrograms } from './show-programs.ts';
import type { Shown } from './shown.ts';

/** What a pod's own network namespace has. Pure. */
export function podInside(pod: PodFacts, place: Runner, shown: Shown): PodInside {
  const { tables, rules } = pod;
  return {
    devices: {
      command: byHand(place, ['ip', '-d', '-s', 'addr', 'show']),
      found: innerDevices(pod, shown),
    },
    routes: {
      command: byHand(place, ['ip', 'route', 'show', 'table', 'all']),
      found: parseNodeRoutes(tables.routes).filter((r) => r.table !== 'local' && isOfPods(r)),
    },
    rules: {
      command: byHand(place, ...showAllRules(rules)),
      found: rules ?? [],
    },
    neighbours: {
      command: byHand(place, ['ip', 'neigh', 'show']),
      found: parseNeighbours(tables.neighbours),
    },
    programs: innerPrograms(pod, place),
    firewall: {
      command: byHand(place, NFT),
      found: allRules({ nft: pod.nft.text, iptables: null, ip6tables: null }),
    },
  };
}

/** Those that lead to where its own end leads have their host side there. */
function innerDevices({ devices, own, source }: PodFacts, { facts }: Shown): InnerDevice[] {
  const hostOf = ({ linkIndex, linkNetnsid }: (typeof devices)[number]) =>
    linkIndex === null || source.astray || linkNetnsid !== (own?.linkNetnsid ?? null)
      ? null
      : (facts.devices.find(({ ifindex }) => ifindex === linkIndex)?.name ?? null);
  return devices
    .filter((device) => device.name !== 'lo' && device !== own && !isIdle(device))
    .map((device) => ({ ...device, host: hostOf(device) }));
}

/** As `tunl0` and `sit0` are, which every network namespace has once the kernel knows their type. */
function isIdle({ up, addresses }: PodFacts['devices'][number]): boolean {
  return !up && addresses.length === 0;
}

function innerPrograms(pod: PodFacts, place: Runner): PodInside['programs'] {
  const { bpftool, tc, devices } = pod;
  const { attached } = hookPrograms({
    ...{ bpftool, tc, devices, netkit: [], agent: null, kernel: null },
  });
  const viewer = {
    ...{ place, hasBpftool: bpftool.text !== null, bpftoolSees: true },
    ...{ byAgent: null, byNetkitTool: false },
  };
  const carrying = devices.filter(({ ifindex }) => attached.some((one) => one.ifindex === ifindex));
  const asked = carrying.length > 0 ? carrying : [pod.own ?? devices[0]].filter((one) => !!one);
  const shownOn = (device: NamedDevice) =>
    showPrograms(
      device,
      attached.filter(({ ifindex }) => ifindex === device.ifindex),
      viewer,
    );
  return {
    command: asked.map(shownOn).join('; '),
    found: attached.map(({ device, hook, name }) => ({ device, hook, name })),
  };
}
