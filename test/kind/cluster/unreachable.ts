import { createServer, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { Kubeconfigs } from './kubeconfigs.ts';
import { remains } from './remains.ts';
import { CLUSTER, failing } from './shared.ts';

/** Where the way to the API server is wrong. Nothing is made, so nothing has to be removed. */
export function unreachable(): void {
  describe('that cannot be asked', () => {
    const files = new Kubeconfigs();
    const withFile = (file: string, ...more: string[]) =>
      ['--backend', 'cluster', '--kubeconfig', file, ...more] as const;
    afterAll(async () => {
      files.remove();
      expect(await remains()).toEqual([]);
    });

    it('is told to have no kubeconfig, or none that can be read', async () => {
      const expected = { code: 'E_KUBECONFIG', exit: 2, withinS: 5 };
      const absent = await failing(expected, ...withFile(files.absent));
      expect(absent.message).toContain(files.absent);
      const text = files.text('text', 'clusters: [\n{{{\n');
      expect((await failing(expected, ...withFile(text))).message).toContain(text);
      const context = await failing(expected, ...[...CLUSTER, '--context', 'kind-other']);
      expect(context.message).toContain('kind-other');
    });

    it('is told at once that nobody listens', async () => {
      const error = await failing(
        { code: 'E_CLUSTER_UNREACHABLE', exit: 3, withinS: 5 },
        ...withFile(files.server('nobody', 'https://127.0.0.1:1')),
      );
      expect(error.why).toContain('nothing listens');
    });

    it('is told when a server never answers', async () => {
      const sockets = new Set<Socket>();
      const server = createServer((socket) => void sockets.add(socket.on('error', () => {})));
      const port = await new Promise<number>((resolve) => {
        server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
      });
      try {
        const error = await failing(
          { code: 'E_TIMEOUT', exit: 4, withinS: 15 },
          ...withFile(files.server('silent', `https://127.0.0.1:${port}`)),
        );
        expect(error.message).toContain('did not answer in 10 s');
      } finally {
        for (const socket of sockets) socket.destroy();
        server.close();
      }
    });

    it('is told that a certificate has expired, or a token is wrong', async () => {
      const expected = { code: 'E_CLUSTER_AUTH', exit: 3, withinS: 5 };
      const expired = await failing(expected, ...withFile(await files.expired('expired')));
      expect(expired.message).toContain('has expired');
      expect(expired.mend).toContain('kind export kubeconfig');
      const wrong = await failing(expected, ...withFile(files.token('wrong', 'not-a-token')));
      expect(wrong.message).toContain('does not know us');
    });
  });
}
