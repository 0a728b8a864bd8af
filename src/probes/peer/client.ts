import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { marker } from '../../verdict/join-key.ts';

export interface Requests {
  readonly address: string;
  readonly port: number;
  readonly nonce: string;
  readonly count: number;
  readonly intervalMs: number;
  /** Bytes of a message, its marker and newline included. */
  readonly size: number;
}

export interface Tally {
  readonly sent: number;
  readonly answered: number;
  readonly complaint: string;
}

/** How long to wait for an answer: longer than a neighbour solicitation takes to be sent again, 1 s. */
const LINGER_MS = 1500;

function request(r: Requests, sequence: number): Buffer {
  return Buffer.from(`${marker(r.nonce, 'request', sequence).padEnd(r.size - 1, '.')}\n`, 'latin1');
}

/** By a connected socket: the kernel reports what ICMP says of the port, and takes answers from there alone. */
export function askUdp(r: Requests): Promise<Tally> {
  return exchange(r, true);
}

/** By sendto() and recvfrom(), as resolvers of names do: what comes from another than was asked is no answer. */
export function askBySendto(r: Requests): Promise<Tally> {
  return exchange(r, false);
}

async function exchange(r: Requests, isConnected: boolean): Promise<Tally> {
  const socket = createSocket(r.address.includes(':') ? 'udp6' : 'udp4');
  const answers = new Set<string>();
  let complaint = '';
  let stranger = '';
  let sent = 0;
  const all = new Promise<void>((resolve) => {
    socket.on('message', (message, { address }) => {
      if (!isConnected && address !== r.address) {
        stranger = `answers came from ${address}, which was not asked`;
        return;
      }
      answers.add(message.toString('latin1'));
      if (answers.size === r.count) resolve();
    });
  });
  socket.on('error', (error) => {
    complaint = error.message;
  });
  if (isConnected) {
    socket.connect(r.port, r.address);
    await Promise.race([once(socket, 'connect'), delay(LINGER_MS)]);
  }
  for (let sequence = 1; sequence <= r.count && !complaint; sequence++) {
    if (sequence > 1) await delay(r.intervalMs);
    if (isConnected) socket.send(request(r, sequence));
    else socket.send(request(r, sequence), r.port, r.address);
    sent++;
  }
  await Promise.race([all, delay(LINGER_MS)]);
  socket.close();
  return {
    sent,
    answered: answers.size,
    complaint: complaint || stranger || (answers.size < sent ? 'no answer' : ''),
  };
}

/** One connection, one message at a time, so that no segment carries two. */
export async function askTcp(r: Requests): Promise<Tally> {
  let sent = 0;
  let answered = 0;
  const tally = (complaint: string): Tally => ({ sent, answered, complaint });
  const socket = connect({ host: r.address, port: r.port, noDelay: true, timeout: LINGER_MS * 2 });
  socket.setEncoding('latin1');
  const failed = new Promise<string>((resolve) => {
    socket.on('error', (error) => resolve(error.message));
    socket.on('timeout', () => resolve('no answer'));
    socket.on('end', () => resolve('the server closed the connection'));
  });
  const talk = async () => {
    await once(socket, 'connect');
    for (let sequence = 1; sequence <= r.count; sequence++) {
      if (sequence > 1) await delay(r.intervalMs);
      socket.write(request(r, sequence));
      sent++;
      for (let got = 0; got < r.size; ) got += String((await once(socket, 'data'))[0]).length;
      answered++;
    }
    return '';
  };
  const complaint = await Promise.race([talk().catch((error: Error) => error.message), failed]);
  socket.destroy();
  return tally(complaint);
}
