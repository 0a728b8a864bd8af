import { LabError } from '../errors.ts';
import type { Api } from './api.ts';
import { kubectl } from './api-call.ts';
import { ApiRefusal } from './api-refusal.ts';
import { pause, withDeadline } from './deadline.ts';
import type { Discovery } from './discovery.ts';
import type { CallOptions } from './kubernetes.ts';
import { type Manifest, nameOf } from './manifest.ts';

const MANAGER = 'cni-lab';
const AGAIN_MS = 200;

interface Applied {
  metadata?: {
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    managedFields?: { manager?: string }[];
  };
}

/**
 * Makes the object, or makes it so, by server-side apply. Where others own fields of it, they are
 * overruled only if the object is ours. What is still being removed is waited for, then made anew.
 * @throws LabError
 */
export async function apply(
  api: Api,
  discovery: Discovery,
  manifest: Manifest,
  options: CallOptions,
): Promise<void> {
  const timeoutMs = api.timeout(options);
  const until = performance.now() + timeoutMs;
  const left = (signal: AbortSignal) => ({
    signal,
    timeoutMs: Math.max(1, until - performance.now()),
  });
  await withDeadline(
    { timeoutMs: timeoutMs + 50, signal: options.signal }, // calls within have the exact words
    () => stillThere(api, manifest, timeoutMs),
    async (signal) => {
      const path = await discovery.pathOf(manifest, left(signal));
      for (;;) {
        const applied = await applyOnce(api, path, manifest, left(signal));
        if (!applied.metadata?.deletionTimestamp) return;
        if (performance.now() + AGAIN_MS > until) throw stillThere(api, manifest, timeoutMs);
        await pause(AGAIN_MS, signal);
      }
    },
  );
}

async function applyOnce(
  api: Api,
  path: string,
  manifest: Manifest,
  options: CallOptions,
): Promise<Applied> {
  const what = `apply ${nameOf(manifest)}`;
  const send = (force: boolean) =>
    api.json<Applied>(
      what,
      {
        method: 'PATCH',
        path: `${path}?fieldManager=${MANAGER}&force=${force}`,
        contentType: 'application/apply-patch+yaml',
        body: manifest,
      },
      options,
    );
  try {
    return await send(false);
  } catch (error) {
    if (!isConflict(error)) throw error;
    const there = await api.json<Applied>(
      `get ${nameOf(manifest)}`,
      { method: 'GET', path },
      options,
    );
    if (!isOurs(there)) throw error;
    return await send(true);
  }
}

function isConflict(error: unknown): boolean {
  const { cause } = error as LabError;
  return cause instanceof ApiRefusal && cause.code === 409;
}

function isOurs({ metadata: { labels = {}, managedFields = [] } = {} }: Applied): boolean {
  return (
    managedFields.some(({ manager }) => manager === MANAGER) ||
    Object.entries(labels).some(([key, value]) => /^cni-lab\b/.test(key) || value === MANAGER)
  );
}

function stillThere(api: Api, manifest: Manifest, timeoutMs: number): LabError {
  const { kind, metadata } = manifest;
  const where = metadata.namespace ? ` -n ${metadata.namespace}` : '';
  return new LabError('E_TIMEOUT', {
    message: `${nameOf(manifest)} is still being removed after ${timeoutMs / 1000} s`,
    why: 'it was deleted before, and is not gone yet: its containers still end, or a finalizer holds it',
    mend: `${kubectl(api)}${where} wait --for=delete ${kind.toLowerCase()}/${metadata.name} --timeout=2m`,
  });
}
