import type { Command } from 'commander';
export function identify(program: Command): void { program.command('identify'); }
