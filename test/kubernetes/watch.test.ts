import { get, type IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Api } from '../../src/kubernetes/api.ts';
import { watch } from '../../src/kubernetes/watch.ts';
import { type Answer, fakeApiServer } from './support/fake-api-server.ts';

const CHANGE = { type: 'MODIFIED', object: { metadata: { name: 'a' } } };

/** All that a watch tells until it ends. */
async function told(answer: Answer, idleMs?: number): Promise<unknown[]> {
  await using server = await fakeApiServer();
  server.answer = answer;
  const open = () =>
    new Promise<IncomingMessage>((resolve) => get(server.url, (response) => resolve(response)));
  const changes = [];
  const { signal } = new AbortController();
  for await (const change of watch({ open } as unknown as Api, '/pods', '7', signal, idleMs)) {
    changes.push(change);
  }
  return changes;
}

describe('a watch', () => {
  it('ends where the server falls silent, with all that it had said', async () => {
    const silent: Answer = (response) => {
      response.writeHead(200);
      response.write(`${JSON.stringify(CHANGE)}\n`);
    };
    expect(await told(silent, 50)).toEqual([CHANGE]);
  });

  it('ends with the server, whose last line may lack its end', async () => {
    const ending: Answer = (response) => {
      response.writeHead(200);
      response.end(`${JSON.stringify(CHANGE)}\n${JSON.stringify(CHANGE)}`);
    };
    expect(await told(ending)).toEqual([CHANGE, CHANGE]);
  });
});
