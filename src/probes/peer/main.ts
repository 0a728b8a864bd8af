/**
 * The program that runs inside a pod's network namespace for UDP and TCP probes:
 *   probe-peer serve udp|tcp ADDRESS PORT
 *   probe-peer ask udp|sendto|tcp ADDRESS PORT NONCE COUNT INTERVAL_MS SIZE
 */
import { askBySendto, askTcp, askUdp } from './client.ts';
import { serveTcp, serveUdp } from './server.ts';

const [role, protocol, address = '', port, nonce = '', count, intervalMs, size] =
  process.argv.slice(2);

if (role === 'serve') {
  const serve = protocol === 'udp' ? serveUdp : serveTcp;
  serve(address, Number(port));
} else {
  void main();
}

async function main(): Promise<void> {
  const ask = { tcp: askTcp, udp: askUdp, sendto: askBySendto }[protocol ?? ''] ?? askTcp;
  const tally = await ask({
    address,
    port: Number(port),
    nonce,
    count: Number(count),
    intervalMs: Number(intervalMs),
    size: Number(size),
  });
  process.stdout.write(JSON.stringify(tally), () => process.exit(0));
}
