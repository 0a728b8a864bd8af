import type { Command } from 'commander';
import { CATALOGUE } from '../datapaths/catalogue.ts';

interface Word {
  readonly word: string;
  readonly help: string;
}

interface CommandWords {
  readonly name: string;
  readonly help: string;
  /** Options, and datapath names where the command takes one. */
  readonly words: readonly Word[];
}

/** A completion script for one shell, made from the commands as they are. */
export function completionScript(shell: 'bash' | 'zsh' | 'fish', program: Command): string {
  const commands = program.commands.map(wordsOf);
  return { bash, zsh, fish }[shell](commands);
}

function wordsOf(command: Command): CommandWords {
  const options = command.options.map((o) => ({ word: o.long ?? '', help: o.description }));
  const takesDatapath = command.registeredArguments.some((a) => a.name() === 'datapath');
  const datapaths = CATALOGUE.map((d) => ({ word: d.name, help: d.title }));
  return {
    name: command.name(),
    help: command.description(),
    words: [
      ...command.commands.map((sub) => ({ word: sub.name(), help: sub.description() })),
      ...[...options, ...command.commands.flatMap((sub) => wordsOf(sub).words)],
      ...[{ word: '--help', help: 'help' }, ...(takesDatapath ? datapaths : [])],
    ].filter(({ word }, i, all) => all.findIndex((other) => other.word === word) === i),
  };
}

function bash(commands: readonly CommandWords[]): string {
  const names = quote(commands.map((c) => c.name).join(' '));
  const cases = commands.map(
    (c) => `    ${c.name}) words=${quote(c.words.map((w) => w.word).join(' '))} ;;`,
  );
  return `# cni-lab completion for bash
_cni_lab() {
  local words=${names}
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  [ "$COMP_CWORD" -eq 1 ] && words=${names}
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  # after "=" or without a match: files (captures)
  [ "\${#COMPREPLY[@]}" -eq 0 ] && COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _cni_lab cni-lab
`;
}

function zsh(commands: readonly CommandWords[]): string {
  const described = (words: readonly Word[]) =>
    words.map((w) => quote(`${w.word.replaceAll(':', '\\:')}:${w.help}`)).join(' ');
  const cases = commands.map((c) => `    ${c.name}) offers=(${described(c.words)}) ;;`);
  return `#compdef cni-lab
_cni_lab() {
  local -a offers
  if (( CURRENT == 2 )); then
    offers=(${described(commands.map((c) => ({ word: c.name, help: c.help })))})
  else
    case "$words[2]" in
${cases.join('\n')}
    esac
  fi
  _describe 'cni-lab' offers || _files
}
compdef _cni_lab cni-lab
`;
}

function fish(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap((c) => [
    `complete -c cni-lab -n __fish_use_subcommand -a ${c.name} -d ${quote(c.help)}`,
    ...c.words.map((w) => {
      const seen = `-n '__fish_seen_subcommand_from ${c.name}'`;
      const what = w.word.startsWith('--') ? `-l ${w.word.slice(2)}` : `-a ${quote(w.word)}`;
      return `complete -c cni-lab ${seen} ${what} -d ${quote(w.help)}`;
    }),
  ]);
  return `# cni-lab completion for fish\n${lines.join('\n')}\n`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
