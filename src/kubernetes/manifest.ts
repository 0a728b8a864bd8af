/** Names one object, of any kind. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string | undefined;
    readonly labels?: Readonly<Record<string, string>> | undefined;
  };
}

/** An object of any kind, as in a YAML file. */
export type Manifest = ObjectReference & { readonly [field: string]: unknown };

/** `DaemonSet cni-lab/agent`: for messages. */
export function nameOf({ kind, metadata: { name, namespace } }: ObjectReference): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** Where the API keeps the objects of a group and version. */
export function groupPath(apiVersion: string): string {
  const parts = apiVersion.split('/').map(encodeURIComponent).join('/');
  return apiVersion.includes('/') ? `/apis/${parts}` : `/api/${parts}`;
}

/** `a=1,b=2`, as the API's labelSelector and `kubectl -l` take it. */
export function labelSelector(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
