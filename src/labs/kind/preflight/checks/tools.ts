import type { Answer } from '../ask.ts';
import type { Check } from '../finding.ts';
import { INSTALL_HELM, installKind } from '../mends.ts';
import { oneLine } from '../text.ts';

/** The first that writes and takes all that we use. */
const LEAST_KIND = [0, 20] as const;

const kind: Check = {
  name: 'kind',
  look: ({ kind, machine }) => {
    const mend = installKind(machine.arch);
    if (!kind.ok) return absent('kind', kind, mend);
    const [, major = '', minor = ''] = /v?(\d+)\.(\d+)/.exec(kind.text) ?? [];
    if (major === '') return null; // a build of somebody's own
    const [leastMajor, leastMinor] = LEAST_KIND;
    const enough = Number(major) > leastMajor || Number(minor) >= leastMinor;
    return enough
      ? null
      : {
          severity: 'fatal',
          code: 'E_TOOL_TOO_OLD',
          message: `${firstLine(kind)}, older than ${LEAST_KIND.join('.')}`,
          why: 'its nodes and its configuration are other ones',
          mend,
        };
  },
  found: ({ kind }) => firstLine(kind),
};

const helm: Check = {
  name: 'helm',
  look: ({ helm, cilium }) => {
    if (!helm || helm.ok) return null;
    const missing = absent('helm', helm, INSTALL_HELM);
    // the same chart is in that program, but its values and its waiting are its own
    return cilium?.ok
      ? { ...missing, why: `${missing.why}; only the cilium CLI is here (${firstLine(cilium)})` }
      : missing;
  },
  found: ({ helm }) => helm && firstLine(helm),
};

function absent(tool: string, answer: Answer & { ok: false }, mend: string) {
  return {
    severity: 'fatal',
    code: 'E_TOOL_MISSING',
    message: answer.missing ? `${tool} is not installed` : `${tool} does not run`,
    why: answer.missing ? WHAT_FOR[tool]! : oneLine(answer.text),
    mend,
  } as const;
}

const WHAT_FOR: Readonly<Record<string, string>> = {
  kind: 'it makes the cluster',
  helm: 'it installs the chart',
};

function firstLine({ text }: Answer): string {
  return oneLine(text.split('\n')[0] ?? '', 80);
}

export const TOOL_CHECKS: readonly Check[] = [kind, helm];
