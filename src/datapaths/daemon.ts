export interface Service {
  readonly namespace: string;
  readonly port: number;
}

/** A program that works for as long as the lab is there: a routing daemon, the end of a tunnel. */
export interface Daemon {
  readonly namespace: string;
  /** Unique in its namespace; the folder that it gets is named by it. */
  readonly name: string;
  /** `{dir}` in these, and in the files, stands for its folder; `{dist}/NAME` is a program of ours (`native/`). */
  readonly argv: readonly [string, ...string[]];
  /** Environment variables of its own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files in its folder, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** A command that succeeds in the same namespace once it does its work; it is asked until then. */
  readonly ready: readonly [string, ...string[]];
  /** Of a routing daemon: the command that prints its routes, as `birdc show route all` does. */
  readonly routes?: readonly [string, ...string[]];
  /** Of one on DPDK: the taps on the other sides of its ports, by their numbers; its telemetry tells what they carried. */
  readonly ports?: readonly string[];
}
