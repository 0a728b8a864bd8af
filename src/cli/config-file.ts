import type { Command, Option } from 'commander';
import { isMap, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import { LabError } from '../errors.ts';

/**
 * Options from the configuration file, for those that neither the command line nor
 * the environment sets. @throws LabError E_CONFIG with line and column
 */
export function applyConfigFile(
  program: Command,
  command: Command,
  file: string,
  content: string,
): void {
  const known = new Set(program.commands.flatMap((c) => c.options.map((o) => o.name())));
  for (const { name, text, at } of readConfig(file, content)) {
    if (!known.has(name))
      throw configError(at, `there is no option "${name}"`, 'cni-lab verify --help');
    const option = command.options.find((o) => o.name() === name);
    if (!option) continue; // another command's
    const value = parseValue(option, text, at);
    const attribute = option.attributeName();
    const source = command.getOptionValueSource(attribute) ?? 'default';
    if (source === 'default') command.setOptionValueWithSource(attribute, value, 'config');
  }
}

function readConfig(file: string, text: string): { name: string; text: string; at: string }[] {
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const document = parseDocument(text, { lineCounter: lines });
  const error = document.errors[0];
  if (error)
    throw configError(place(error.pos[0]), error.message.split('\n')[0]!.replace(/ at line.*/, ''));
  const { contents } = document;
  if (contents === null) return [];
  if (!isMap(contents)) throw configError(place(0), 'it must be a list of "option: value" lines');
  return contents.items.map((pair: Pair) => {
    const { key, value } = pair;
    const at = place(isScalar(key) ? (key.range?.[0] ?? 0) : 0);
    if (!isScalar(key) || !isScalar(value))
      throw configError(at, 'each option has one plain value');
    return { name: String(key.value), text: String(value.value), at };
  });
}

function parseValue(option: Option, text: string, at: string): unknown {
  if (option.isBoolean()) {
    if (text === 'true' || text === 'false') return text === 'true';
    throw configError(at, `"${option.name()}" is true or false, not "${text}"`);
  }
  try {
    return option.parseArg
      ? (option.parseArg as (v: string, p: unknown) => unknown)(text, undefined)
      : text;
  } catch (error) {
    throw configError(
      at,
      `"${text}" cannot be the value of "${option.name()}": ${(error as Error).message}`,
    );
  }
}

function configError(at: string, message: string, mend?: string): LabError {
  return new LabError('E_CONFIG', {
    message: `${at}: ${message}`,
    why: 'the configuration file cannot be used as it is',
    mend: mend ?? `edit ${at}`,
  });
}
