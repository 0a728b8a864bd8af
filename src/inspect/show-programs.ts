import { showNetkit } from '../host/netkit-tool.ts';
import type { Argv, Runner } from '../host/runner.ts';
import { byHand, deviceWord, type NamedDevice } from './by-hand.ts';
import type { HookProgram } from './inspection.ts';

/** Who can be asked for programs where these are. */
export interface ProgramViewer {
  readonly place: Runner;
  readonly hasBpftool: boolean;
  /** Ours sees tcx and netkit. */
  readonly bpftoolSees: boolean;
  /** The same by the tools of Cilium's agent; null where there is none. */
  readonly byAgent: ((argv: Argv) => string) | null;
  /** Whether netkit devices were asked by our own tool, not by bpftool. */
  readonly byNetkitTool: boolean;
}

/** The line that shows the programs that were found on a device, or would show them. */
export function showPrograms(
  device: NamedDevice,
  found: readonly HookProgram[],
  viewer: ProgramViewer,
): string {
  const hooks = [...new Set(found.map(({ hook }) => hook))];
  if (hooks.length === 0) hooks.push(viewer.hasBpftool || viewer.byAgent ? 'tcx' : 'tc ingress');
  return [...new Set(hooks.map((hook) => showHook(device, hook, viewer)))].join('; ');
}

function showHook(device: NamedDevice, hook: string, viewer: ProgramViewer): string {
  const { place, bpftoolSees, byAgent, byNetkitTool } = viewer;
  const [, side] = /^tc (ingress|egress)$/.exec(hook) ?? [];
  if (side) return byHand(place, ['tc', 'filter', 'show', 'dev', deviceWord(device), side]);
  if (hook === 'xdp') return byHand(place, ['ip', '-d', 'link', 'show', 'dev', deviceWord(device)]);
  if (hook.startsWith('netkit') && byNetkitTool) return byHand(place, showNetkit([device.name]));
  // it takes no number for a device
  const one = deviceWord(device) === device.name ? ['dev', device.name] : [];
  const list = ['bpftool', 'net', 'show', ...one] as const;
  return byAgent && !bpftoolSees ? byAgent(list) : byHand(place, list);
}
