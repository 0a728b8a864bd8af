import type { Command, Option } from 'commander';

export function addOptions(command: Command, options: readonly Option[]): void {
  for (const option of options) command.addOption(option);
}
