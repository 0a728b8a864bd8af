import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';

/** A NIC that can divide itself into virtual functions. */
export interface SriovNic {
  /** `0000:01:00.0`: it goes by that wherever its device is. */
  readonly pci: string;
  /** Its device's name; null where that is in another network namespace, or has no driver. */
  readonly device: string | null;
  /** Devices on top of that one: a bridge that it is a port of, its VLANs. */
  readonly above: readonly string[];
  /** How many virtual functions it has now, and how many it could have. */
  readonly functions: number;
  readonly most: number;
  /** Whether new virtual functions get a driver by themselves. */
  readonly autoprobe: boolean;
}

const DEVICES = '/sys/bus/pci/devices';

/** All such NICs of the machine, whoever uses them. */
export function sriovNics(): SriovNic[] {
  return list(DEVICES).flatMap((pci) => {
    const most = Number(read(pci, 'sriov_totalvfs') ?? 0);
    if (most === 0 || !read(pci, 'class')?.startsWith('0x02')) return []; // disks can have it, too
    const device = deviceOf(pci);
    return {
      ...{ pci, most, device, above: device === null ? [] : above(pci, device) },
      functions: Number(read(pci, 'sriov_numvfs')),
      autoprobe: read(pci, 'sriov_drivers_autoprobe') !== '0',
    };
  });
}

/** Makes a NIC's virtual functions; 0 removes them, wherever they are. It must have none if it is to get some. */
export function setFunctions(pci: string, count: number): Promise<void> {
  return writeFile(`${DEVICES}/${pci}/sriov_numvfs`, `${count}`);
}

export function setAutoprobe(pci: string, on: boolean): Promise<void> {
  return writeFile(`${DEVICES}/${pci}/sriov_drivers_autoprobe`, on ? '1' : '0');
}

/** PCI address of virtual function `index` of a NIC, from 0. */
export function functionOf(pci: string, index: number): string {
  return basename(readlinkSync(`${DEVICES}/${pci}/virtfn${index}`));
}

/** Name of a PCI device's network device in this network namespace, or null. */
export function deviceOf(pci: string): string | null {
  return list(`${DEVICES}/${pci}/net`)[0] ?? null;
}

/** By which modprobe finds its driver. */
export function modaliasOf(pci: string): string {
  return read(pci, 'modalias') ?? '';
}

/** Asks the kernel to look for a driver among those that are loaded. */
export function probeDriver(pci: string): Promise<void> {
  return writeFile('/sys/bus/pci/drivers_probe', pci);
}

function above(pci: string, device: string): string[] {
  return list(`${DEVICES}/${pci}/net/${device}`).flatMap(
    (entry) => /^upper_(.*)$/.exec(entry)?.[1] ?? [],
  );
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a machine without PCI, a device without a driver
  }
}

function read(pci: string, name: string): string | null {
  try {
    return readFileSync(`${DEVICES}/${pci}/${name}`, 'utf8').trim();
  } catch {
    return null; // it has no such thing
  }
}
