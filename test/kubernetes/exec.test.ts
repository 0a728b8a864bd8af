import { describe, expect, it } from 'vitest';
import type WebSocket from 'ws';
import { labErrorIn } from '../support/thrown-by.ts';
import { fakeApiServer, inTurn, json, refusal } from './support/fake-api-server.ts';
import { connected } from './support/kubeconfig.ts';

const PLACE = { namespace: 'demo', pod: 'a' };
const message = (channel: number, text: string) =>
  Buffer.concat([Uint8Array.of(channel), Buffer.from(text)]);
const ended = (exitCode: number) =>
  message(
    3,
    JSON.stringify(
      exitCode === 0
        ? { status: 'Success' }
        : {
            status: 'Failure',
            reason: 'NonZeroExitCode',
            details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
          },
    ),
  );
const failed = (text: string) => message(3, JSON.stringify({ status: 'Failure', message: text }));

describe('a program in a pod', () => {
  it('gives output, errors and exit code, even what comes after its end', async () => {
    await using server = await fakeApiServer();
    server.exec = (socket) => {
      for (const part of [message(1, 'one '), message(2, 'oops'), ended(3), message(1, 'two')]) {
        socket.send(part);
      }
      socket.close(1000);
    };
    const kubernetes = await connected({ server: server.url });
    const place = { ...PLACE, container: 'c d' };
    expect(await kubernetes.exec(place, ['sh', '-c', 'echo "a&b"'])).toEqual({
      stdout: 'one two',
      stderr: 'oops',
      exitCode: 3,
    });
    expect(server.asked[0]).toBe(
      'EXEC /api/v1/namespaces/demo/pods/a/exec?command=sh&command=-c&command=echo+%22a%26b%22&container=c+d&stdin=false&stdout=true&stderr=true',
    );
  });

  it('is not waited for long if the server forgets to close', async () => {
    await using server = await fakeApiServer();
    server.exec = (socket) => socket.send(ended(0));
    const kubernetes = await connected({ server: server.url }, 5000);
    expect((await kubernetes.exec(PLACE, ['true'])).exitCode).toBe(0);
  });

  it('gets its input, and that it is over', async () => {
    await using server = await fakeApiServer();
    server.exec = (socket) => {
      let input = '';
      socket.on('message', (data) => {
        if (data[0] === 0) input += data.subarray(1).toString();
        if (data[0] !== 255) return;
        expect([...data]).toEqual([255, 0]);
        socket.send(message(1, String(input.length)));
        socket.send(ended(0));
        socket.close(1000);
      });
    };
    const kubernetes = await connected({ server: server.url });
    const { stdout } = await kubernetes.exec(PLACE, ['wc'], { input: 'x'.repeat(100_000) });
    expect(stdout).toBe('100000');
  });

  it('cannot be told so by an old server', async () => {
    await using server = await fakeApiServer();
    server.protocols = ['v4.channel.k8s.io'];
    server.exec = () => {};
    const kubernetes = await connected({ server: server.url });
    const error = await labErrorIn(kubernetes.exec(PLACE, ['wc'], { input: 'x' }));
    expect(error.code).toBe('E_CLUSTER_API');
    expect(error.mend).toContain('1.30');
  });

  it.each([
    [failed('exec: "nix": executable file not found in $PATH'), 'E_POD', /pod demo\/a has no nix/],
    [failed('container is gone'), 'E_POD', /nix in pod demo\/a did not run to its end/],
  ])('that cannot run is explained', async (last, code, words) => {
    await using server = await fakeApiServer();
    server.exec = (socket) => {
      socket.send(last);
      socket.close(1000);
    };
    const error = await labErrorIn((await connected({ server: server.url })).exec(PLACE, ['nix']));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
  });

  it('that is cut off before it ends did not succeed', async () => {
    await using server = await fakeApiServer();
    server.exec = (socket) => socket.terminate();
    const error = await labErrorIn((await connected({ server: server.url })).exec(PLACE, ['x']));
    expect(error).toMatchObject({ code: 'E_POD', why: 'the connection was cut' });
  });

  it.each([
    [404, 'pods "a" not found', 'E_NO_SUCH_POD', /no pod demo\/a/],
    [400, 'container q is not valid for pod a', 'E_POD', /is not up to it/],
    [500, 'unable to upgrade connection: container not found ("c")', 'E_POD', /does not run/],
    [500, 'error dialing backend: dial tcp 10.0.0.1:10250: connect: no route', 'E_POD', /kubelet/],
    [
      403,
      'User "jo" cannot create resource "pods/exec" in API group "" in the namespace "demo"',
      'E_CLUSTER_FORBIDDEN',
      /jo may not create pods\/exec in demo/,
    ],
  ])('that is refused with %i is explained: %s', async (status, said, code, words) => {
    await using server = await fakeApiServer();
    server.answer = refusal(status, said);
    const error = await labErrorIn((await connected({ server: server.url })).exec(PLACE, ['x']));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
  });

  it('is started again only if it surely was not started', async () => {
    await using server = await fakeApiServer();
    server.answer = inTurn(refusal(503, 'later'), refusal(404, 'pods "a" not found'));
    const kubernetes = await connected({ server: server.url });
    expect((await labErrorIn(kubernetes.exec(PLACE, ['x']))).code).toBe('E_NO_SUCH_POD');
    expect(server.asked).toHaveLength(2);
    server.answer = (response) => response.socket?.destroy();
    const error = await labErrorIn(kubernetes.exec(PLACE, ['x']));
    expect(error.code).toBe('E_CLUSTER_UNREACHABLE');
    expect(server.asked).toHaveLength(3);
  });

  it('that does not end is left at its deadline', async () => {
    await using server = await fakeApiServer();
    let closed = false;
    server.exec = (socket) => {
      socket.on('close', () => {
        closed = true;
      });
    };
    const kubernetes = await connected({ server: server.url });
    const error = await labErrorIn(kubernetes.exec(PLACE, ['sleep', '9'], { timeoutMs: 150 }));
    expect(error.code).toBe('E_TIMEOUT');
    expect(error.message).toBe('sleep in pod demo/a did not end in 0.15 s');
    await expect.poll(() => closed).toBe(true);
  });
});

describe('a stream', () => {
  async function opened(exec: (socket: WebSocket) => void) {
    const server = await fakeApiServer();
    server.answer = json({});
    server.exec = exec;
    const kubernetes = await connected({ server: server.url });
    return { server, stream: await kubernetes.stream(PLACE, ['sh']) };
  }

  it('loses no byte, not the first and not the last', async () => {
    const { server, stream } = await opened((socket) => {
      socket.send(message(1, 'first '));
      socket.on('message', (data) => {
        socket.send(message(1, `got ${data.subarray(1)} `));
        socket.send(message(1, 'last'));
        socket.send(message(2, 'dying\nnow'));
        socket.send(ended(137));
        socket.close(1000);
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    stream.write('hello');
    expect(await stream.closed).toBe('the program ended with exit code 137: dying now');
    let output = '';
    for await (const bytes of stream.output) output += Buffer.from(bytes).toString();
    expect(output).toBe('first got hello last');
    stream.write('too late');
    await server.close();
  });

  it('that we close has no reason', async () => {
    const { server, stream } = await opened(() => {});
    stream.close();
    expect(await stream.closed).toBeNull();
    for await (const _ of stream.output) expect.unreachable();
    await server.close();
  });

  it('that is cut has one', async () => {
    const { server, stream } = await opened(() => {});
    server.cut();
    expect(await stream.closed).toBe('the connection was cut');
    await server.close();
  });

  it('is cut when all is closed', async () => {
    await using server = await fakeApiServer();
    server.exec = () => {};
    const kubernetes = await connected({ server: server.url });
    const stream = await kubernetes.stream(PLACE, ['sh']);
    kubernetes.close();
    expect(await stream.closed).toBe('the connection was cut');
  });

  it('is closed by its signal', async () => {
    await using server = await fakeApiServer();
    server.exec = () => {};
    const kubernetes = await connected({ server: server.url });
    const controller = new AbortController();
    const stream = await kubernetes.stream(PLACE, ['sh'], { signal: controller.signal });
    controller.abort(new Error('enough'));
    expect(await stream.closed).toBeNull();
  });
});
