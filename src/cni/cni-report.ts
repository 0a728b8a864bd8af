import type { ClusterMode, ModeDifference } from './cilium/cluster-mode.ts';
import type { LegacyCause } from './cilium/legacy-cause.ts';
import { MODE_FIELDS, type ModeFields } from './cilium/mode-fields.ts';
import type { DetectedCni } from './detect-cni.ts';

/** What a live cluster says of its CNI, as the run document has it. */
export interface CniReport {
  readonly name: string;
  /** What tells so. */
  readonly evidence: readonly string[];
  /** Null where it is not Cilium, or no agent answered. */
  readonly mode: ModeFields | null;
  /** What agents say differently. */
  readonly differences: readonly ModeDifference[];
  /** What sources of one agent say differently. */
  readonly conflicts: readonly string[];
  /** Why it forwards by the host's stack; null if it does not. */
  readonly legacy: LegacyCause | null;
  /** What there is to say of its version. */
  readonly note: string | null;
}

export interface CiliumReport {
  readonly mode: ClusterMode;
  readonly legacy: LegacyCause | null;
  readonly note: string | null;
}

export function cniReport(detected: DetectedCni, cilium: CiliumReport | null): CniReport {
  const mode = cilium?.mode.mode;
  const fields = mode && Object.fromEntries(MODE_FIELDS.map((field) => [field, mode[field]]));
  return {
    name: detected.cni,
    evidence: detected.evidence,
    mode: (fields as unknown as ModeFields | undefined) ?? null,
    differences: cilium?.mode.differences ?? [],
    conflicts: mode?.conflicts ?? [],
    legacy: cilium?.legacy ?? null,
    note: cilium?.note ?? null,
  };
}
