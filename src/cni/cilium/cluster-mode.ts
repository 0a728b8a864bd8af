import type { AgentAnswers, CiliumConfig } from './agent-answers.ts';
import { type CiliumMode, readMode } from './mode.ts';
import { MODE_FIELDS, type ModeField, type ModeFields } from './mode-fields.ts';

export type ModeValue = ModeFields[ModeField];

export interface ModeDifference {
  readonly field: ModeField;
  /** Null: this node's agent did not say. */
  readonly byNode: Readonly<Record<string, ModeValue>>;
}

export interface ClusterMode {
  /** What all agents that say it agree on; null where they differ. */
  readonly mode: CiliumMode;
  readonly byNode: Readonly<Record<string, CiliumMode>>;
  /** Fields for which two agents say different things. */
  readonly differences: readonly ModeDifference[];
}

/** The mode of a cluster from the answers of several of its agents. */
export function readClusterMode(
  agents: readonly AgentAnswers[],
  config: CiliumConfig | null,
): ClusterMode {
  const modes = agents.map((answers) => ({ node: answers.node, mode: readMode(answers, config) }));
  const fields: Record<string, ModeValue> = {};
  const sources: Record<string, string | null> = {};
  const differences: ModeDifference[] = [];
  for (const field of MODE_FIELDS) {
    const said = modes.filter(({ mode }) => mode[field] !== null);
    const values = new Set(said.map(({ mode }) => mode[field]));
    fields[field] = values.size === 1 ? (said[0]?.mode[field] ?? null) : null;
    sources[field] = values.size === 1 ? sourceOf(field, said, modes.length) : null;
    if (values.size > 1) {
      const byNode = Object.fromEntries(modes.map(({ node, mode }) => [node, mode[field]]));
      differences.push({ field, byNode });
    }
  }
  const conflicts = modes.flatMap(({ node, mode }) => mode.conflicts.map((c) => `${node}: ${c}`));
  return {
    mode: { ...fields, sources, conflicts } as unknown as CiliumMode,
    byNode: Object.fromEntries(modes.map(({ node, mode }) => [node, mode])),
    differences,
  };
}

function sourceOf(
  field: ModeField,
  said: readonly { node: string; mode: CiliumMode }[],
  agents: number,
): string {
  const sources = [...new Set(said.map(({ mode }) => mode.sources[field]))].join(', ');
  if (said.length === agents) return sources;
  return `${sources} (on ${said.map(({ node }) => node).join(', ')} only)`;
}
