import { resolve } from 'node:path';
import { datapathOfLab, isBuiltFrom } from './datapath-of-lab.ts';
import { CATALOGUE, FLAGSHIP } from './datapaths/catalogue.ts';
import type { Datapath } from './datapaths/datapath.ts';
import { pairsOf } from './datapaths/multiplied.ts';
import { requirePaired } from './datapaths/paired.ts';
import type { Family, Topology } from './datapaths/topology.ts';
import { LabError } from './errors.ts';
import { requireLabHost } from './host/preflight.ts';
import { LAB_TOOLS } from './host/tools.ts';
import { ambiguous, keptLabs } from './labs/find-lab.ts';
import type { LabRecord, NetnsRecord } from './labs/lab-record.ts';
import { keep, makeLab, openLab, topologyOfLab } from './labs/netns/acquire-lab.ts';
import { namedDatapath, requireOwnNames } from './named-datapaths.ts';
import type { Job, Plan } from './plan.ts';

export interface JobChoice {
  readonly all?: boolean;
  readonly lab?: string;
  readonly name?: string;
  readonly keep?: boolean;
  readonly family: 4 | 6;
  /** Of pods, in one lab. */
  readonly pairs?: number;
}

/** Which datapaths to verify, and in which labs: those that are up where they fit, else new ones. */
export async function planNetnsJobs(
  named: readonly Datapath[],
  choice: JobChoice,
  signal: AbortSignal,
): Promise<Plan> {
  requireLabHost(LAB_TOOLS, 'run');
  const kept: string[] = [];
  const up = labThatIsUp(named, choice);
  const ofLab = up ? await datapathOfLab(up) : null;
  const many = choice.pairs ?? 1;
  const other = choice.lab ? await namedDatapath(choice.lab) : null;
  if (other) requireOwnNames([...named, other]);
  const jobs = selected(named, choice, ofLab).map((datapath): Job => {
    if (up) {
      return {
        datapath,
        labOf: up.datapath,
        others: ofLab ? [datapath, ofLab] : [datapath],
        because: [],
        makeLab: () => openLab(up, { whole: true }),
        ...(up.pairs && { pairs: () => pairsOf(topologyOfLab(up), up.pairs!) }),
        release: async () => {},
      };
    }
    const topology = other ?? datapath;
    return {
      datapath,
      labOf: topology.name,
      others: [datapath, topology],
      because: [],
      makeLab: () =>
        makeLab(topology, choice.family, { name: choice.name, signal, pairs: choice.pairs }),
      ...(many > 1 && { pairs: () => pairsIn(topology, datapath, choice.family, many) }),
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

/** @throws LabError E_USAGE */
function pairsIn(lab: Datapath, datapath: Datapath, family: Family, many: number): Topology[] {
  requirePaired(datapath);
  requirePaired(lab);
  return pairsOf(lab.topology(family), many);
}

function selected(
  named: readonly Datapath[],
  choice: JobChoice,
  ofLab: Datapath | null,
): readonly Datapath[] {
  if (choice.all) return CATALOGUE;
  return named.length > 0 ? named : [ofLab ?? FLAGSHIP];
}

/** A lab that is up is used if it was named, or if it is the one that was asked for. */
function labThatIsUp(named: readonly Datapath[], choice: JobChoice): NetnsRecord | null {
  if (choice.all || choice.lab) return null;
  const labs = keptLabs().filter(isNetns);
  if (choice.name) {
    const named = labs.find((lab) => lab.name === choice.name) ?? null;
    if (named && !hasPairs(named, choice)) throw otherPairs(named, choice.pairs!);
    return named;
  }
  const fitting = labs.filter(
    (lab) =>
      lab.family === choice.family &&
      hasPairs(lab, choice) &&
      (named.length === 0 || (named.length === 1 && isLabOf(lab, named[0]!))),
  );
  if (fitting.length > 1 && named.length === 0) throw ambiguous(fitting);
  return fitting[0] ?? null;
}

/** As many as are asked for, where anyone asks. */
function hasPairs({ pairs = 1 }: NetnsRecord, choice: JobChoice): boolean {
  return choice.pairs === undefined || choice.pairs === pairs;
}

function otherPairs({ name, pairs = 1 }: NetnsRecord, asked: number): LabError {
  return new LabError('E_USAGE', {
    message: `the lab "${name}" has no ${asked} pairs of pods`,
    why: `it was made with ${pairs}`,
    mend: `cni-lab verify --name ${name}`,
  });
}

/** One of a file only as long as that still has what was built. */
function isLabOf({ datapath, own, family }: NetnsRecord, asked: Datapath): boolean {
  if (asked.file === undefined) return own === undefined && datapath === asked.name;
  if (own === undefined) return false;
  return own.file === resolve(asked.file) && isBuiltFrom(own.topology, asked, family);
}

function isNetns(record: LabRecord): record is NetnsRecord {
  return record.backend === 'netns';
}
