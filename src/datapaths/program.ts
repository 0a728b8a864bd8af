import type { Family } from './topology.ts';

/** Native: in the device's driver. Generic: in the stack, for drivers that cannot. */
export type XdpHook = 'xdp' | 'xdp generic';

/** One of our BPF objects (`bpf/NAME.bpf.c`), or one of the user's, on a hook of a device. */
export interface Program {
  readonly namespace: string;
  readonly device: string;
  /** One of tc's; or that of a netkit primary for what its peer sends; or XDP, native or generic. */
  readonly hook: 'ingress' | 'egress' | 'netkit peer' | XdpHook;
  readonly object:
    | 'redirect'
    | 'redirect-peer'
    | 'bare-peer'
    | 'slow-then-peer'
    | 'service-lb'
    | 'encap'
    | 'policy-drop'
    | 'xdp-drop'
    | 'xdp-lb'
    | 'xdp-pass'
    | 'xdp-redirect'
    | OwnObject;
  /** Section of an object of the user's; ours have theirs in `tc` or `xdp`. */
  readonly section?: string;
  /** What the kernel calls the program, where that is not the name of its object. */
  readonly program?: string;
}

/** A BPF object of the user's, by its path. */
export type OwnObject = `${string}.o`;

/** One of our BPF objects on the sockets of a pod: on the cgroup of all that runs in it. */
export interface SocketProgram {
  readonly namespace: string;
  /** The object has a program `cgroup_HOOK` for each of its hooks. */
  readonly hooks: readonly `${'connect' | 'sendmsg' | 'recvmsg'}${Family}`[];
  readonly object: 'socket-lb' | OwnObject;
}
