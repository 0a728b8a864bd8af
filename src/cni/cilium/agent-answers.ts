/** What one Cilium agent said, word for word. Null: it could not be had. */
export interface AgentAnswers {
  readonly node: string;
  /** `cilium-dbg status -o json` */
  readonly status: string | null;
  /** `cilium-dbg endpoint list -o json` */
  readonly endpoints: string | null;
  /** `/var/run/cilium/state/agent-runtime-config.json` */
  readonly runtimeConfig: string | null;
  /** `/var/run/cilium/state/globals/node_config.h`: the whole file, or all its `#define` lines. */
  readonly nodeConfig: string | null;
  /** The agent's log since it started, or its telling lines. */
  readonly log: string | null;
  /** `bpftool -j net show` */
  readonly programs: string | null;
}

/** The data of ConfigMap kube-system/cilium-config: what was asked for. */
export type CiliumConfig = Readonly<Record<string, string>>;
