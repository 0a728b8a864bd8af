import type { Command } from 'commander';
export function analyze(program: Command): void { program.command('analyze'); }
