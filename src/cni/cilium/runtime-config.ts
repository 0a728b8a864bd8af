import { booleanAt, parseJson, textAt } from '../json.ts';
import type { ModeFields, Testimony } from './mode-fields.ts';

/**
 * agent-runtime-config.json: the agent's configuration after it has settled what it can do. No
 * stable API by its own comment: fields come and go (1.19 has no kube-proxy replacement in it).
 */
export function runtimeConfigSays(text: string | null): Testimony {
  const config = parseJson(text);
  return {
    source: 'agent-runtime-config.json',
    said: {
      network: textAt(config, 'RoutingMode') === 'native' ? 'native' : null,
      hostRouting: hostRouting(booleanAt(config, 'EnableHostLegacyRouting')),
      device: device(textAt(config, 'DatapathMode')),
      masquerading: masquerading(config),
      endpointRoutes: booleanAt(config, 'EnableEndpointRoutes'),
    },
  };
}

function hostRouting(legacy: boolean | null): ModeFields['hostRouting'] {
  if (legacy === null) return null;
  return legacy ? 'Legacy' : 'BPF';
}

function device(mode: string | null): ModeFields['device'] {
  return mode === 'veth' || mode === 'netkit' || mode === 'netkit-l2' ? mode : null;
}

function masquerading(config: unknown): ModeFields['masquerading'] {
  const v4 = booleanAt(config, 'EnableIPv4Masquerade');
  const v6 = booleanAt(config, 'EnableIPv6Masquerade');
  const bpf = booleanAt(config, 'EnableBPFMasquerade');
  if (v4 === false && v6 === false) return 'disabled';
  if ((v4 !== true && v6 !== true) || bpf === null) return null;
  return bpf ? 'BPF' : 'iptables';
}
