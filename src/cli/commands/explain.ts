import type { Command } from 'commander';
export function explain(program: Command): void { program.command('explain'); }
