// A process of its own that starts programs, by node (no argument) or by the starter: see started-lifetime.test.ts.
import { childEnvironment } from '../../src/host/environment.ts';
import { runnerBy } from '../../src/host/local-runner.ts';
import { spawner } from '../../src/host/spawn.ts';
import { Starter } from '../../src/host/starter.ts';

const [, , what, file] = process.argv;
const env = childEnvironment(process.env);
const runner = runnerBy(file ? Starter.open(file, env)!.start : spawner(env));
const say = (...words: unknown[]) => process.stdout.write(`${words.join(' ')}\n`);

async function goOn(): Promise<void> {
  const started = runner.start(['sleep', '1000']);
  const trapping = 'trap "" INT; echo $$ >&2; exec sleep 1000';
  const apart = runner.start(['setsid', 'sh', '-c', trapping]);
  const lines = apart.stderr[Symbol.asyncIterator]();
  const { value } = await lines.next();
  while (started.pid < 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const { stdout } = await runner.run(['sh', '-c', 'echo $PPID']);
  say(started.pid, value, stdout.trim());
}

switch (what) {
  case 'nothing-runs':
    for (let i = 0; i < 3; i++) say((await runner.run(['echo', `${i}`])).stdout.trim());
    break;
  case 'nobody-awaits':
    void runner.run(['sh', '-c', 'sleep 0.2; echo done']).then(({ stdout }) => say(stdout.trim()));
    break;
  case 'could-not-start':
    await runner.run(['no-such']).catch((error) => say(error.cause.code));
    break;
  case 'goes-on':
    await goOn();
    break;
  case 'exits':
    await goOn();
    process.exit(7);
}
