import { compareMinor, KNOWN_VERSIONS } from './known-version.ts';
import type { ModeFields, Testimony } from './mode-fields.ts';

/**
 * node_config.h, against which the agent compiles its programs.
 * @param version ENABLE_HOST_ROUTING is written there up to 1.19 only: later, or in a version that
 * is not known, its absence says nothing
 */
export function nodeConfigSays(text: string | null, version: string | null): Testimony {
  const read = text !== null && /^\s*#define\s/m.test(text);
  const said = read ? { hostRouting: hostRouting(text, version), network: network(text) } : {};
  return { source: 'node_config.h', said };
}

function hostRouting(text: string, version: string | null): ModeFields['hostRouting'] {
  const newer = compareMinor(version, KNOWN_VERSIONS.newest);
  if (newer !== null && newer > 0) return null;
  if (defined(text, 'ENABLE_HOST_ROUTING') !== null) return 'BPF';
  return newer === null ? null : 'Legacy';
}

function network(text: string): ModeFields['network'] {
  const protocol = defined(text, 'TUNNEL_PROTOCOL');
  if (defined(text, 'TUNNEL_MODE') === null || protocol === null) return null;
  if (protocol === defined(text, 'TUNNEL_PROTOCOL_VXLAN')) return 'vxlan';
  return protocol === defined(text, 'TUNNEL_PROTOCOL_GENEVE') ? 'geneve' : null;
}

function defined(text: string, name: string): string | null {
  return new RegExp(`^\\s*#define[ \\t]+${name}\\b[ \\t]*(.*)$`, 'm').exec(text)?.[1] ?? null;
}
