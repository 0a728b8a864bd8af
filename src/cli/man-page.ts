import type { Command, Option } from 'commander';
import { sentence } from '../ui/sentence.ts';

/** The manual page, section 1, in man(7)'s roff, made from the commands as they are. */
export function manPage(program: Command, version: string): string {
  const lines = [
    `.TH CNI\\-LAB 1 "" "cni\\-lab ${roff(version)}" "User Commands"`,
    '.SH NAME',
    `cni\\-lab \\- ${lowered(roff(program.description()))}`,
    '.SH SYNOPSIS',
    '.B cni\\-lab',
    '.I command',
    '.RI [ options ]',
    '.SH COMMANDS',
    ...program.commands.flatMap(command),
    '.SH EXIT STATUS',
    ...EXIT_CODES.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, roff(meaning)]),
    '.SH ENVIRONMENT',
    '.TP',
    '.BI CNI_LAB_ OPTION',
    'The value of an option that the command line does not have, as in CNI_LAB_COUNT=5.',
    '.TP',
    '.B NO_COLOR',
    'No colours.',
    '.SH FILES',
    '.TP',
    '.I cni\\-lab.yaml',
    'Options, by their names, where neither the command line nor the environment has them.',
    '.TP',
    '.I cni\\-lab\\-runs/ID',
    'Run folders: run.json, a pcap for each tap, and one pcapng for each datapath.',
  ];
  return `${lines.join('\n')}\n`;
}

const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'All pass.'],
  [1, 'Captures contradict a signature.'],
  [2, 'Wrong usage or configuration.'],
  [3, 'This machine or cluster lacks something.'],
  [4, 'Inconclusive, or broken off.'],
  [130, 'Interrupted.'],
];

function command(one: Command): string[] {
  const args = one.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}...` : argument.name();
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  const options = one.options.filter((option) => !option.hidden);
  return [
    `.SS ${roff([one.name(), ...args].join(' '))}`,
    sentence(roff(one.description())),
    ...options.flatMap(described),
    ...one.commands.flatMap(command),
  ];
}

function described(option: Option): string[] {
  const { argChoices, defaultValue } = option;
  const more = [
    ...(argChoices ? [`one of ${argChoices.join(', ')}`] : []),
    ...(defaultValue !== undefined && typeof defaultValue !== 'object'
      ? [`default: ${defaultValue}`]
      : []),
  ];
  const text = option.description + (more.length > 0 ? ` (${more.join('; ')})` : '');
  return ['.TP', `.B ${roff(option.flags)}`, sentence(roff(text))];
}

/** A hyphen that is typed, a backslash, and what would be a request at the start of a line. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^([.'])/gm, '\\&$1');
}

function lowered(text: string): string {
  return (text.charAt(0).toLowerCase() + text.slice(1)).replace(/\.$/, '');
}
