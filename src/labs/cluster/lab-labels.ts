/** On every object that a lab makes: by them alone it is found again. */
export function labLabels(lab: string): Record<string, string> {
  return { 'app.kubernetes.io/managed-by': 'cni-lab', 'cni-lab/lab': lab };
}
