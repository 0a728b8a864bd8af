import type { AgentAnswers, CiliumConfig } from './agent-answers.ts';
import { logSays } from './agent-log.ts';
import {
  FIELD_NAMES,
  MODE_FIELDS,
  type ModeField,
  type ModeFields,
  type Testimony,
} from './mode-fields.ts';
import { nodeConfigSays } from './node-config.ts';
import { programsSay } from './programs-say.ts';
import { runtimeConfigSays } from './runtime-config.ts';
import { statusSays } from './status-report.ts';

export interface CiliumMode extends ModeFields {
  /** For each field, the evidence that it rests on. */
  readonly sources: Readonly<Record<ModeField, string | null>>;
  /** Where two sources disagree; the first of them was believed. */
  readonly conflicts: readonly string[];
}

/**
 * The mode in which one agent runs. Validates loosely and never throws: what is missing or of a
 * wrong type is null. What was asked for (the ConfigMap, the log's list of flags) is no evidence,
 * but for endpoint routes, which the agent's status does not tell.
 */
export function readMode(answers: AgentAnswers, config: CiliumConfig | null): CiliumMode {
  const status = statusSays(answers.status);
  const log = logSays(answers.log);
  const version = status.said.version ?? log.said.version ?? null;
  return settle([
    status,
    runtimeConfigSays(answers.runtimeConfig),
    nodeConfigSays(answers.nodeConfig, version),
    programsSay(answers.programs),
    log,
    ...endpointRoutesAskedFor(config),
  ]);
}

/** For every field the first source that says something of it. */
function settle(testimonies: readonly Testimony[]): CiliumMode {
  const fields: Record<string, unknown> = {};
  const sources: Record<string, string | null> = {};
  const conflicts: string[] = [];
  for (const field of MODE_FIELDS) {
    const [best, ...others] = testimonies.filter((t) => (t.said[field] ?? null) !== null);
    fields[field] = best?.said[field] ?? null;
    sources[field] = best?.source ?? null;
    const other = others.find((t) => t.source !== ASKED_FOR && t.said[field] !== fields[field]);
    if (best && other) conflicts.push(`${FIELD_NAMES[field]}: ${says(best)}, ${says(other)}`);

    function says(testimony: Testimony): string {
      return `${testimony.source} says ${testimony.said[field]}`;
    }
  }
  return { ...fields, sources, conflicts } as unknown as CiliumMode;
}

const ASKED_FOR = 'ConfigMap cilium-config (asked for)';

/** The chart leaves the flag out where it is off. */
function endpointRoutesAskedFor(config: CiliumConfig | null): Testimony[] {
  if (config === null) return [];
  const asked = config['enable-endpoint-routes'] ?? 'false';
  if (asked !== 'true' && asked !== 'false') return [];
  return [{ source: ASKED_FOR, said: { endpointRoutes: asked === 'true' } }];
}
