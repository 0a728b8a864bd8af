import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { shellStrings } from './support/shell-strings.ts';

describe('no line of text is run by a shell that values are part of', () => {
  const files = globSync(['src/**/*.ts', 'bin/*.js']);

  it('in any file of the program', () => {
    expect(files.length).toBeGreaterThan(500);
    const found = files.flatMap((file) =>
      shellStrings(file, readFileSync(file, 'utf8')).map((what) => `${file}:${what}`),
    );
    expect(found).toEqual([]);
  });

  it('and each that is run is seen', () => {
    const scripts = files.filter((file) => /'(ba)?sh',\s*'-c'/.test(readFileSync(file, 'utf8')));
    expect(scripts.length).toBeGreaterThan(5);
    for (const file of scripts) {
      // the same file with a value put into what is run
      const text = readFileSync(file, 'utf8').replace(
        /('sh',\s*'-c',\s*)/g,
        '$1process.argv[2] + ',
      );
      expect(shellStrings(file, text), file).not.toEqual([]);
    }
  });
});

describe('what is refused', () => {
  it.each([
    "import { exec } from 'node:child_process';",
    "import { execSync as run } from 'child_process';",
    "import * as processes from 'node:child_process';",
    "import processes from 'node:child_process';",
    "import { $ } from 'execa';",
    "import { execaCommand } from 'execa';",
    "spawn('ls', [], { shell: true });",
    "spawn('ls', [], { shell: '/bin/sh' });",
    `run(['sh', '-c', \`ip link del \${name}\`]);`,
    "run(['/bin/bash', '-c', 'ip link del ' + name]);",
    "const script = lines.join(';'); run(['sh', '-c', script]);",
    "let script = 'true'; script += name; run(['nsenter', 'sh', '-c', script, 'sh']);",
    "const argv = (name: string) => ['sh', '-c', name];",
    "const a = b; const b = a; run(['sh', '-c', a]);",
  ])('%s', (line) => {
    expect(shellStrings('x.ts', line)).toHaveLength(1);
  });

  it.each([
    "import { spawn } from 'node:child_process';",
    "import type * as processes from 'node:child_process';",
    "import { execa } from 'execa';",
    'const found = /a/.exec(text);',
    "const TEXT = 'echo \"$1\"'; run(['sh', '-c', TEXT, 'sh', name]);",
    `const END = 'x'; const TEXT = \`echo \${END}\`; run(['sh', '-c', TEXT + (more ? 'y' : ''), 'sh', name]);`,
    "run(['kubectl', 'exec', pod, '-c', container]);",
    "spawn('ls', [], { shell: false });",
  ])('and what is not: %s', (line) => {
    expect(shellStrings('x.ts', line)).toEqual([]);
  });
});
