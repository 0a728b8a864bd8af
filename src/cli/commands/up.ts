import type { Command } from 'commander';
export function up(program: Command): void { program.command('up'); }
