/** What a run can be reported as beside text and JSON, with what that is. */
export const REPORT_FORMATS = {
  html: 'a page that needs nothing else: the packets drawn, step by step',
  junit: "JUnit's XML: a test case for each datapath and tap",
  tap: 'TAP, version 14',
  github: 'annotations for GitHub Actions',
  pcapng: 'all captures in one, an interface for each tap',
} as const;

export type ReportFormat = keyof typeof REPORT_FORMATS;

/** Which reports are asked for, and where they go: a file, or `-` for standard output. */
export type ReportChoice = { readonly [F in ReportFormat]?: string };

/** The formats that are asked for, each with where it goes. */
export function chosenReports(choice: ReportChoice): (readonly [ReportFormat, string])[] {
  const formats = Object.keys(REPORT_FORMATS) as ReportFormat[];
  return formats.flatMap((format) => {
    const to = choice[format];
    return to === undefined ? [] : [[format, to] as const];
  });
}
