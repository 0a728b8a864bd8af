import type { Command } from 'commander';
export function down(program: Command): void { program.command('down'); }
