import type { Command } from 'commander';
export function exec(program: Command): void { program.command('exec'); }
