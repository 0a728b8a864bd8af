import type { Command } from 'commander';
export function shell(program: Command): void { program.command('shell'); }
