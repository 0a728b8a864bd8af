import { readFileSync } from 'node:fs';

let script: string | undefined;

/** The shell's side of an agent runner; agent.sh is beside this module, bundled or not. */
export function agentScript(): string {
  script ??= readFileSync(new URL('./agent.sh', import.meta.url), 'utf8');
  return script;
}
