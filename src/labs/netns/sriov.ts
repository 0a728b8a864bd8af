import type { Device } from '../../datapaths/link.ts';
import { LabError } from '../../errors.ts';
import { CommandError } from '../../host/command-error.ts';
import { localRunner } from '../../host/local-runner.ts';
import { netnsRunner } from '../../host/netns-runner.ts';
import type { Runner } from '../../host/runner.ts';
import {
  deviceOf,
  functionOf,
  modaliasOf,
  probeDriver,
  type SriovNic,
  setAutoprobe,
  setFunctions,
  sriovNics,
} from '../../host/sriov-nic.ts';
import { namespaceName } from '../lab-name.ts';
import { untilFree } from '../until.ts';
import { isInUse, type NicState, type ShownDevice, stateOfAlias, toAlias } from './lent-nic.ts';

type Abort = { readonly signal?: AbortSignal };

/** A device of this machine that becomes the lab's, and its virtual functions. */
export interface LentNic {
  readonly nic: Device;
  /** By number, from 0. */
  readonly functions: readonly Device[];
}

/** A link comes up some seconds after its devices have, more under emulation. */
const PATIENCE = { patienceMs: 60_000, betweenMs: 50 };

/**
 * A NIC with SR-IOV that nobody uses: it is down, has no addresses and no virtual functions, and is part of
 * nothing else. A machine's uplink never is.
 * @param functions how many it must be able to have
 * @throws LabError E_KERNEL_FEATURE if there is none, CommandError
 */
export async function findFreeNic(functions = 1): Promise<NicState> {
  const nics = sriovNics().filter((nic) => nic.most >= functions);
  const reasons: string[] = [];
  for (const nic of nics) {
    const shown = nic.device === null ? null : await showWithAddresses(nic.device);
    const why = shown ? isInUse(shown, nic) : 'in another network namespace';
    if (shown && why === null) return stateOf(nic, shown);
    reasons.push(`${nic.device ?? nic.pci} is in use: ${why}`);
  }
  throw new LabError('E_KERNEL_FEATURE', {
    message: 'no NIC with SR-IOV is free',
    why: reasons.join('; ') || 'this machine has none whose driver is loaded',
    mend: 'ip link set DEV down; ip addr flush dev DEV: for a NIC that the machine can do without',
  });
}

function stateOf({ pci, autoprobe }: SriovNic, { ifname, address }: ShownDevice): NicState {
  return { pci, autoprobe, name: ifname, mac: address };
}

/**
 * Moves a free NIC into a lab's node, and its virtual functions into the pods. How it was before goes with it, as
 * its alias, so that it can be given back by whoever removes the lab.
 * @throws LabError E_KERNEL_FEATURE, E_LAB_BROKEN; CommandError
 */
export async function lendNic(
  lab: string,
  { nic, functions }: LentNic,
  abort: Abort = {},
): Promise<void> {
  const at = (device: Device) => namespaceName(lab, device.namespace);
  const before = await findFreeNic(functions.length);
  // one message to the kernel: of two labs that want it one finds it gone
  await localRunner.run(
    [
      ...(['ip', 'link', 'set', before.name, 'alias', toAlias(before)] as const),
      ...['address', nic.mac, 'netns', at(nic), 'name', nic.name],
    ],
    abort,
  );
  const node = netnsRunner(localRunner, at(nic));
  await node.run(['ip', 'link', 'set', nic.name, 'up'], abort); // a NIC that is down answers no function
  await setAutoprobe(before.pci, false);
  await setFunctions(before.pci, functions.length);
  // before a driver asks for one: what a pod sends from another would be dropped
  const macs = functions.map((f, i) => `link set ${nic.name} vf ${i} mac ${f.mac}\n`);
  await node.run(['ip', '-batch', '-'], { input: macs.join(''), ...abort });
  await setAutoprobe(before.pci, true);
  for (const [index, device] of functions.entries()) {
    await moveFunction(functionOf(before.pci, index), device, at(device), abort);
  }
  await setAutoprobe(before.pci, before.autoprobe);
}

async function moveFunction(pci: string, { name }: Device, namespace: string, abort: Abort) {
  try {
    await localRunner.run(['modprobe', modaliasOf(pci)], abort);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error; // it is built in, or there is none: the next step tells
  }
  await probeDriver(pci);
  await until(`a driver for the virtual function ${pci}`, abort, async () => {
    const device = deviceOf(pci);
    if (device === null) return false;
    try {
      await localRunner.run(['ip', 'link', 'set', device, 'netns', namespace, 'name', name], abort);
      return true;
    } catch (error) {
      if (error instanceof CommandError && deviceOf(pci) !== device) return false; // udev renamed it
      throw error;
    }
  });
}

/** Waits until a lab's NIC and its functions can send and receive. */
export async function waitForCarrier(
  lab: string,
  { nic, functions }: LentNic,
  abort: Abort = {},
): Promise<void> {
  await Promise.all(
    [nic, ...functions].map(({ namespace, name }) => {
      const runner = netnsRunner(localRunner, namespaceName(lab, namespace));
      return until(`a carrier on ${name} of ${namespace}`, abort, async () =>
        (await show(runner, 'link', name))[0]!.flags.includes('LOWER_UP'),
      );
    }),
  );
}

/** Gives back what was lent to these namespaces, as it was: without functions, down, by its own name. */
export async function giveNicsBack(namespaces: readonly string[]): Promise<void> {
  if (!sriovNics().some((nic) => nic.device === null)) return; // all are where they belong
  for (const namespace of namespaces) {
    const runner = netnsRunner(localRunner, namespace);
    for (const { ifname, ifalias } of await showAll(runner)) {
      const before = ifalias === undefined ? null : stateOfAlias(ifalias);
      if (before === null) continue;
      await setFunctions(before.pci, 0);
      await setAutoprobe(before.pci, before.autoprobe);
      const lines = [
        `link set ${ifname} down`,
        `link set ${ifname} address ${before.mac} netns ${process.pid} name ${before.name} alias ""`,
      ];
      await runner.run(['ip', '-batch', '-'], { input: `${lines.join('\n')}\n` });
    }
  }
}

/** Of both, only one tells addresses, and only the other the alias. */
async function showWithAddresses(name: string): Promise<ShownDevice> {
  const [link] = await show(localRunner, 'link', name);
  const [addresses] = await show(localRunner, 'addr', name);
  return { ...link!, ...addresses };
}

async function showAll(runner: Runner): Promise<ShownDevice[]> {
  try {
    return await show(runner, 'link');
  } catch (error) {
    if (error instanceof CommandError) return []; // somebody else removed it meanwhile
    throw error;
  }
}

async function show(runner: Runner, what: 'link' | 'addr', name?: string): Promise<ShownDevice[]> {
  const { stdout } = await runner.run(['ip', '-j', what, 'show', ...(name ? ['dev', name] : [])]);
  return parse(stdout);
}

/** An answer has empty objects for what was asked about and is not there. */
function parse(json: string): ShownDevice[] {
  return (JSON.parse(json) as ShownDevice[]).filter((device) => 'ifname' in device);
}

function until(what: string, abort: Abort, holds: () => Promise<boolean>): Promise<void> {
  const never = () =>
    new LabError('E_LAB_BROKEN', {
      message: `there is not yet ${what}`,
      why: `it was waited for ${PATIENCE.patienceMs / 1000} s`,
      mend: 'dmesg | tail',
    });
  return untilFree(async () => ((await holds()) ? null : what), never, { ...abort, ...PATIENCE });
}
