// A process of its own that works through an agent until it is killed: see agent-lifetime.test.ts.
import { ANY_SHELL, localAgent } from './shells.ts';

const agent = await localAgent(ANY_SHELL, { mark: process.argv[2]! });
const programs = [agent.start(['sleep', '1000']), agent.start(['sh', '-c', 'sleep 1000; true'])];
void agent.run(['sleep', '1000'], { timeoutMs: 1e6 });
while (programs.some(({ pid }) => pid < 0)) await new Promise((resolve) => setTimeout(resolve, 5));
process.stdout.write('started\n');
