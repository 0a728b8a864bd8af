import { connect, type PeerCertificate } from 'node:tls';

const LOOK_MS = 1000;

/**
 * Node does not say when a server's certificate expired: so it is looked at once more, with nothing
 * sent. The error then bears it as `cert`, as node does for a wrong host name.
 */
export async function withCertificate(error: Error, url: URL, signal: AbortSignal): Promise<Error> {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'CERT_HAS_EXPIRED' || signal.aborted) return error;
  const cert = await certificateOf(url);
  return cert ? Object.assign(error, { cert }) : error;
}

function certificateOf({ hostname, port }: URL): Promise<PeerCertificate | null> {
  return new Promise((resolve) => {
    const socket = connect(
      {
        host: hostname.replace(/^\[|\]$/g, ''),
        port: Number(port || 443),
        rejectUnauthorized: false,
        timeout: LOOK_MS,
      },
      () => {
        resolve(socket.getPeerCertificate());
        socket.destroy();
      },
    );
    const giveUp = () => {
      socket.destroy();
      resolve(null);
    };
    socket.on('error', giveUp);
    socket.on('timeout', giveUp);
  });
}
