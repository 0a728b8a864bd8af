import type { Command } from 'commander';
import type { GivenFiles } from '../../bundle/collect/given.ts';
import { addOptions } from '../add-options.ts';
import { type OutputOptions, option, outputOptions } from '../options.ts';

declare const CNI_LAB_VERSION: string;

interface CreateOptions extends OutputOptions, GivenFiles {
  readonly without?: ('debs' | 'node')[];
  readonly packages?: string[];
}

interface LoadOptions extends OutputOptions {
  readonly dryRun?: boolean;
  readonly debs: boolean;
  readonly to: string;
  readonly bin: string;
}

/** cni-lab bundle create, cni-lab bundle load */
export function bundle(program: Command): void {
  const command = program
    .command('bundle')
    .description('all that a lab room without internet needs, in one file');
  for (const define of [create, load]) {
    define(command)
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
  }
}

function create(bundle: Command): Command {
  const command = bundle
    .command('create')
    .description('make it on a machine with internet, of the release that the lab machines have')
    .argument('<file>', 'what to call it: lab.tar.gz');
  addOptions(command, [
    option('--without <what...>', 'leave something out').choices(['debs', 'node']),
    option('--packages <name...>', 'these system packages, not those of the whole catalogue'),
    option('--chart <tgz...>', "Cilium's Helm chart, for kind clusters"),
    option('--cni-image <tar...>', "the CNI's images, as docker save writes them"),
    option('--node-image <tar...>', "kind's node image"),
    option('--lab-image <tar...>', 'a container image of cni-lab'),
    option('--tool <file...>', 'kind, kubectl, helm: programs that go into the PATH'),
    ...outputOptions(),
  ]);
  return command.action(async (file: string, options: CreateOptions) => {
    const { createBundle } = await import('../../bundle/create.ts');
    const { bundleText } = await import('../../report/bundle-text.ts');
    const { printResult } = await import('../print-result.ts');
    const { steps } = await import('../steps.ts');

    const { without = [], packages, ...given } = options;
    const wanted = { version: CNI_LAB_VERSION, without, given, ...(packages && { packages }) };
    const created = await createBundle(file, wanted, await steps(options));
    const { manifest, sha256 } = created;
    printResult(
      options,
      created,
      (style) => `${bundleText(manifest, style)}\n${sha256}  ${file}\n`,
    );
  });
}

function load(bundle: Command): Command {
  const command = bundle
    .command('load')
    .description('check it, install what is in it, and look at the machine')
    .argument('<file>', 'a bundle');
  addOptions(command, [
    option('--dry-run', 'check it and say what is in it; change nothing'),
    option('--to <dir>', 'where it goes').default('/opt/cni-lab'),
    option('--bin <dir>', 'a folder of the PATH').default('/usr/local/bin'),
    option('--no-debs', 'leave the system packages alone'),
    ...outputOptions(),
  ]);
  return command.action(loaded);
}

async function loaded(file: string, options: LoadOptions): Promise<void> {
  const { checkBundle, installBundle, unpackBundle } = await import('../../bundle/load.ts');
  const { examineWith } = await import('../../bundle/examine-with.ts');
  const { bundleText } = await import('../../report/bundle-text.ts');
  const { examinationText } = await import('../../report/examination-text.ts');
  const { printResult } = await import('../print-result.ts');
  const { steps } = await import('../steps.ts');

  const step = await steps(options);
  if (options.dryRun) {
    const manifest = await step('checking the bundle', () => checkBundle(file));
    printResult(options, { manifest }, (style) => bundleText(manifest, style));
    return;
  }
  const { manifest, folder } = await step('checking and unpacking the bundle', () =>
    unpackBundle(file, options.to),
  );
  const said = await step('installing', () => installBundle(folder, options));
  if (!options.quiet) process.stderr.write(said);
  const { checks } = await step('looking at the machine', () => examineWith(options.bin));
  printResult(options, { manifest, checks }, (style) => examinationText(checks, style));
  process.exitCode = checks.some(({ ok }) => ok === false) ? 3 : 0;
}
