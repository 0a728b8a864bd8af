import { Command, Help, type Option } from 'commander';
import { readTextIfThere } from '../host/read-file.ts';
import { analyze } from './commands/analyze.ts';
import { bench } from './commands/bench.ts';
import { bundle } from './commands/bundle.ts';
import { compare } from './commands/compare.ts';
import { completion } from './commands/completion.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { down } from './commands/down.ts';
import { exec } from './commands/exec.ts';
import { explain } from './commands/explain.ts';
import { identify } from './commands/identify.ts';
import { inspect } from './commands/inspect.ts';
import { list } from './commands/list.ts';
import { manifests } from './commands/manifests.ts';
import { quiz } from './commands/quiz.ts';
import { report } from './commands/report.ts';
import { shell } from './commands/shell.ts';
import { status } from './commands/status.ts';
import { trace } from './commands/trace.ts';
import { up } from './commands/up.ts';
import { verify } from './commands/verify.ts';

declare const CNI_LAB_VERSION: string;

const CONFIG_FILE = 'cni-lab.yaml';

const EXIT_CODES = `
Exit codes: 0 pass, 1 captures contradict a signature, 2 wrong usage, 3 this
machine lacks something, 4 inconclusive or broken off, 130 interrupted.
Every option can stand in cni-lab.yaml or in CNI_LAB_<OPTION>; the command line
wins.

Start here:  sudo npx cni-lab verify`;

/** In the order of `--help`. */
const COMMANDS = [
  verify,
  list,
  explain,
  doctor,
  up,
  down,
  status,
  exec,
  shell,
  inspect,
  identify,
  trace,
  analyze,
  report,
  compare,
  bench,
  demo,
  quiz,
  manifests,
  bundle,
  completion,
];

/** The whole command line. Commands load what they need only when they run. */
export function createProgram(): Command {
  const program = new Command('cni-lab')
    .description('Proves, with real packets, how a Kubernetes CNI moves them.')
    .version(CNI_LAB_VERSION)
    .addHelpText('after', EXIT_CODES)
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .configureHelp({ optionDescription })
    .exitOverride()
    .configureOutput({ writeErr: () => {} }); // failures are printed in one place
  for (const define of COMMANDS) define(program);
  for (const command of program.commands) {
    command.exitOverride().configureOutput({ writeErr: () => {} });
    command.hook('preAction', async (_, action) => {
      const content = readTextIfThere(CONFIG_FILE);
      if (content === null) return;
      const { applyConfigFile } = await import('./config-file.ts');
      applyConfigFile(program, action, CONFIG_FILE, content);
    });
  }
  return program;
}

/** Without the environment variable: there is one for every option, and all are named alike. */
function optionDescription(option: Option): string {
  const bare = Object.assign(Object.create(option), { envVar: undefined });
  return new Help().optionDescription(bare);
}
