/** Who starts the ranks of a job. */
export type Launcher = "slurm" | "torchrun" | "open-mpi" | "hydra" | "mvapich" | "flux";

/** Where this process stands in a job of many processes. What the launcher does not tell is absent. */
export interface JobPlace {
  readonly launcher: Launcher;
  /** Names the job on all its nodes: `slurm-4711.0`, `torchrun-resnet`, `mpi-3735617537`. Letters, digits and `._:+-` only. */
  readonly key: string;
  /** Number among all processes of the job, from 0; absent in a job's own script, which is no rank. */
  readonly rank?: number;
  readonly ranks?: number;
  /** Number among the processes of the job on this node, from 0. */
  readonly localRank?: number;
  readonly localRanks?: number;
  /** Nodes that the job has. */
  readonly nodes?: number;
  /** Which start of the job this is, `0` the first: launchers start ranks anew that failed. */
  readonly attempt: string;
  /** The array of jobs that the job is an element of. */
  readonly array?: ArrayElement;
  /** Processors of this node that the job was given. */
  readonly processors?: number;
}

/** An element of an array of jobs, each of which has an id of its own. */
export interface ArrayElement {
  /** Names the array: `slurm-4711`. Slurm gives its last element the same id. */
  readonly key: string;
  /** Number of the element, as it was asked for. */
  readonly index: number;
}
