/** Exit codes: 0 pass, 1 contradiction, 2 usage, 3 this machine lacks something, 4 inconclusive or broken off, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130;

/** Every failure that a person may meet, and the exit code that goes with it. */
const EXIT_CODES = {
  E_USAGE: 2,
  E_CONFIG: 2,
  E_BAD_NAME: 2,
  E_UNKNOWN_DATAPATH: 2,
  E_DATAPATH_FILE: 2,
  E_NAME_IN_USE: 2,
  E_NO_SUCH_LAB: 2,
  E_NO_SUCH_POD: 2,
  E_NO_SUCH_NETNS: 2,
  E_LAB_AMBIGUOUS: 2,
  E_WRONG_PROBE: 2,
  E_BAD_PCAP: 2,
  E_NO_FLOW: 2,
  E_ROLES: 2,
  E_FILE: 2,
  E_RUN_FOLDER: 2,
  E_BUNDLE: 2,
  E_OUT_UNWRITABLE: 2,
  E_STATE: 2,
  E_KUBECONFIG: 2,
  E_NO_SUCH_NODE: 2,
  E_CLUSTER_CONFIG: 2,
  E_CLUSTER_EXISTS: 2,
  E_BUNDLE_INSTALL: 3,
  E_NOT_LINUX: 3,
  E_NODE_TOO_OLD: 3,
  E_NOT_ROOT: 3,
  E_NO_CAPABILITY: 3,
  E_TOOL_MISSING: 3,
  E_TOOL_TOO_OLD: 3,
  E_KERNEL_FEATURE: 3,
  E_NO_FAMILY: 3,
  E_DAEMON: 3,
  E_BPF_OBJECT_MISSING: 3,
  E_DOCKER: 3,
  E_KIND_HOST: 3,
  E_IMAGE: 3,
  E_CLUSTER_UNREACHABLE: 3,
  E_CLUSTER_AUTH: 3,
  E_CLUSTER_FORBIDDEN: 3,
  E_POD_UNSCHEDULABLE: 3,
  E_NO_WAY: 3,
  E_CNI_UNKNOWN: 3,
  E_DISK_FULL: 4,
  E_LIMIT: 4,
  E_KIND: 4,
  E_HELM: 4,
  E_CNI: 4,
  E_CLUSTER_API: 4,
  E_POD: 4,
  E_AGENT: 4,
  E_LAB_BROKEN: 4,
  E_CAPTURE: 4,
  E_PROBE: 4,
  E_COMMAND: 4,
  E_TIMEOUT: 4,
  E_INTERNAL: 4,
  E_INTERRUPTED: 130,
} as const satisfies Record<string, ExitCode>;

export type ErrorCode = keyof typeof EXIT_CODES;

export interface ErrorText {
  /** What happened. */
  readonly message: string;
  /** Why it happened, as far as is known. */
  readonly why: string;
  /** The command (or the step) that mends it. */
  readonly mend: string;
}

/** A failure meant for a person. Text and JSON output print the same object. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: ErrorCode;
  readonly why: string;
  readonly mend: string;

  constructor(code: ErrorCode, text: ErrorText, options?: { cause?: unknown }) {
    super(text.message, options);
    this.code = code;
    this.why = text.why;
    this.mend = text.mend;
  }

  get exitCode(): ExitCode {
    return EXIT_CODES[this.code];
  }

  toJSON(): { code: ErrorCode } & ErrorText {
    return { code: this.code, message: this.message, why: this.why, mend: this.mend };
  }
}
