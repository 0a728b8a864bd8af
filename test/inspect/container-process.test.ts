import { expect, it } from 'vitest';
import { isOfContainer, parseContainer } from '../../src/inspect/container-process.ts';

const ID = '4c01db0b339c7c1f0a1fbf2a8e5e9a4a0d64ce3a2f1b6b7c8d9e0f1a2b3c4d5e';
const inspected = (state: object) =>
  JSON.stringify([{ Id: ID, Name: '/web', State: { Status: 'running', ...state } }]);

it('reads the first process of a container', () => {
  expect(parseContainer(inspected({ Pid: 4711 }))).toEqual({
    ...{ id: ID, name: 'web', pid: 4711, status: 'running' },
  });
  expect(parseContainer(inspected({ Pid: 0, Status: 'exited' }))).toMatchObject({
    ...{ pid: 0, status: 'exited' },
  });
});

it.each(['', '[]', '[{}]', 'Error: No such container: web'])('reads none of %j', (text) => {
  expect(parseContainer(text)).toBeNull();
});

it('knows a process of it by its cgroup or its files', () => {
  const container = parseContainer(inspected({ Pid: 4711 }))!;
  expect(isOfContainer(container, [`0::/system.slice/docker-${ID}.scope\n`])).toBe(true);
  expect(
    isOfContainer(container, ['0::/\n', `... /docker/containers/${ID}/hosts /etc/hosts`]),
  ).toBe(true);
  expect(isOfContainer(container, ['0::/user.slice\n', ''])).toBe(false);
});
