import { CATALOGUE, FLAGSHIP, findDatapath, selectDatapaths } from './datapaths/catalogue.ts';
import type { Datapath } from './datapaths/datapath.ts';
import { LabError } from './errors.ts';
import { requireLabHost } from './host/preflight.ts';
import { LAB_TOOLS } from './host/tools.ts';
import { ambiguous, keptLabs } from './labs/find-lab.ts';
import type { LabRecord, NetnsRecord } from './labs/lab-record.ts';
import { keep, makeLab, openLab } from './labs/netns/acquire-lab.ts';
import type { Job, Plan } from './plan.ts';

export interface JobChoice {
  readonly all?: boolean;
  readonly lab?: string;
  readonly name?: string;
  readonly keep?: boolean;
  readonly family: 4 | 6;
}

/** Which datapaths to verify, and in which labs: those that are up where they fit, else new ones. */
export function planNetnsJobs(
  names: readonly string[],
  choice: JobChoice,
  signal: AbortSignal,
): Plan {
  requireLabHost(LAB_TOOLS);
  const kept: string[] = [];
  const up = labThatIsUp(names, choice);
  const jobs = selected(names, choice, up).map((datapath): Job => {
    if (up) {
      return {
        datapath,
        labOf: up.datapath,
        because: [],
        makeLab: () => openLab(up),
        release: async () => {},
      };
    }
    const topology = choice.lab ? findDatapath(choice.lab) : datapath;
    return {
      datapath,
      labOf: topology.name,
      because: [],
      makeLab: () => makeLab(topology, choice.family, { name: choice.name, signal }),
      release: async (lab) => {
        if (!choice.keep || signal.aborted) return lab.remove();
        keep(lab);
        kept.push(lab.name);
      },
    };
  });
  if (jobs.length > 1 && choice.name && !up) {
    throw new LabError('E_USAGE', {
      message: '--name goes with one datapath',
      why: 'each datapath gets a lab of its own',
      mend: 'leave --name out',
    });
  }
  return {
    ...{ jobs, backend: 'netns', sharesPods: up !== null, cni: null, close: async () => {} },
    notes: () =>
      kept.map((name) => `lab "${name}" is up; remove it with: cni-lab down --name ${name}`),
  };
}

function selected(names: readonly string[], choice: JobChoice, up: NetnsRecord | null): Datapath[] {
  if (choice.all) return [...CATALOGUE];
  if (names.length > 0) return [...new Set(names.flatMap(selectDatapaths))];
  return [up ? findDatapath(up.datapath) : FLAGSHIP];
}

/** A lab that is up is used if it was named, or if it is the one that was asked for. */
function labThatIsUp(names: readonly string[], choice: JobChoice): NetnsRecord | null {
  if (choice.all || choice.lab) return null;
  const labs = keptLabs().filter(isNetns);
  if (choice.name) {
    return labs.find((lab) => lab.name === choice.name) ?? null;
  }
  const fitting = labs.filter(
    (lab) =>
      lab.family === choice.family &&
      (names.length === 0 || (names.length === 1 && names[0] === lab.datapath)),
  );
  if (fitting.length > 1 && names.length === 0) throw ambiguous(fitting);
  return fitting[0] ?? null;
}

function isNetns(record: LabRecord): record is NetnsRecord {
  return record.backend === 'netns';
}
