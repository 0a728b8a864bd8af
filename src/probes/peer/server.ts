import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Says on standard output that requests will be answered from now on. */
function ready(): void {
  process.stdout.write('ready\n');
}

/** Turns the marker of a request into that of its reply; the rest comes back as it was. */
function answer(message: string): string {
  return message.replace(/^(cni-lab [0-9a-f]{16}) q /, '$1 r ');
}

export function serveUdp(address: string, port: number): void {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (message, from) => {
    socket.send(Buffer.from(answer(message.toString('latin1')), 'latin1'), from.port, from.address);
  });
  socket.bind(port, address, ready);
}

/** Messages end with a newline; each is answered when it is complete. */
export function serveTcp(address: string, port: number): void {
  createServer({ noDelay: true }, (socket) => {
    let rest = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      const messages = (rest + chunk).split('\n');
      rest = messages.pop() ?? '';
      for (const message of messages) socket.write(`${answer(message)}\n`, 'latin1');
    });
    socket.on('error', () => {});
  }).listen(port, address, ready);
}
