import type { Command } from 'commander';
export function list(program: Command): void { program.command('list'); }
