/** The launcher of a job's ranks. */
export type Launcher = "slurm" | "torchrun" | "open-mpi" | "hydra" | "mvapich" | "flux";

/** The place of this process in a job of many processes. A field that the launcher does not report is absent. */
export interface JobPlace {
  readonly launcher: Launcher;
  /** Names the job on all its nodes: `slurm-4711.0`, `torchrun-resnet`, `mpi-3735617537`. Letters, digits and `._:+-` only. */
  readonly key: string;
  /** Number among all processes of the job, from 0. Absent in a job's own script, which is not a rank. */
  readonly rank?: number;
  readonly ranks?: number;
  /** Number among the processes of the job on this node, from 0. */
  readonly localRank?: number;
  readonly localRanks?: number;
  /** Number of nodes of the job. */
  readonly nodes?: number;
  /** Number of the job's start, `0` for the first: launchers start failed ranks again. */
  readonly attempt: string;
  /** The job array that the job is an element of. */
  readonly array?: ArrayElement;
  /** Processors of this node that the job was given. */
  readonly processors?: number;
}

/** An element of a job array. Each element has an id of its own. */
export interface ArrayElement {
  /** Names the array: `slurm-4711`. Slurm gives its last element the same id. */
  readonly key: string;
  /** Number of the element, as it was asked for. */
  readonly index: number;
}
