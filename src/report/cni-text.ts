import type { ModeFields } from '../cni/cilium/mode-fields.ts';
import type { CniReport } from '../cni/cni-report.ts';
import { type Style, wrap } from '../ui/style.ts';

/** What a live cluster says of its CNI, and what there is to know of it. */
export function cniText(cni: CniReport, style: Style): string {
  const { colour } = style;
  const version = cni.mode?.version ? ` ${cni.mode.version}` : '';
  const mode = cni.mode ? `: ${modeWords(cni.mode)}` : `: ${cni.evidence[0] ?? ''}`;
  return [
    colour.bold(wrap(`${cni.name}${version}${mode}`, '         ', style, 'cluster  ')),
    ...differences(cni).map((text) => remark(text, style)),
    ...(cni.legacy ? [legacyText(cni.legacy, style)] : []),
    ...(cni.note ? [remark(cni.note, style)] : []),
  ].join('\n');
}

function modeWords(mode: ModeFields): string {
  return [
    ['network', mode.network],
    ['host routing', mode.hostRouting],
    ['device', mode.device],
    ['attached by', mode.attach],
    ['masquerading', mode.masquerading],
    ['kube-proxy replacement', yesOrNo(mode.kubeProxyReplacement)],
    ['endpoint routes', yesOrNo(mode.endpointRoutes)],
    ['encryption', mode.encryption],
  ]
    .map(([name, value]) => `${name} ${value ?? 'unknown'}`)
    .join(', ');
}

function yesOrNo(value: boolean | null): string | null {
  return value === null ? null : value ? 'on' : 'off';
}

function differences({ differences, conflicts }: CniReport): string[] {
  return [
    ...differences.map(({ field, byNode }) => {
      const said = Object.entries(byNode).map(([node, value]) => `${node} ${value ?? 'nothing'}`);
      return `the agents differ on ${field}: ${said.join(', ')}`;
    }),
    ...conflicts.map((conflict) => `sources differ on ${conflict}`),
  ];
}

function legacyText(legacy: NonNullable<CniReport['legacy']>, style: Style): string {
  return [
    remark(`host routing is Legacy. ${legacy.text}`, style),
    ...legacy.evidence.map((line) => wrap(line, '        ', style, '      - ')),
    // never wrapped: it is there to be pasted
    `      ${style.colour.dim('mend:')} ${legacy.mend}`,
  ].join('\n');
}

function remark(text: string, style: Style): string {
  return wrap(text, '      ', style, `    ${style.colour.yellow(style.mark.doubt)} `);
}
