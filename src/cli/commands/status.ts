import type { Command } from 'commander';
export function status(program: Command): void { program.command('status'); }
