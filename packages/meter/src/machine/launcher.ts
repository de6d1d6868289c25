import { defined } from "@wattledger/core/defined";
import type { JobPlace } from "../record/job-place.ts";

/** A process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds the job from the variables that launchers set. A batch system names the job. Within it the innermost
 * launcher numbers the ranks: under `srun torchrun` all ranks of a node have one SLURM_PROCID.
 */
export function findJob(environment: Environment): JobPlace | undefined {
  const ranks = torchrun(environment) ?? openMpi(environment) ?? mvapich(environment);
  const batch = slurm(environment);
  const place = joined(batch, ranks) ?? hydra(environment) ?? flux(environment);
  if (place === undefined) return undefined;
  const nodes = place.nodes ?? nodesOf(place);
  return { ...place, key: safe(place.key), ...defined({ nodes }) };
}

/** A command that starts processes on other nodes, or under another parent: the wrapper around it cannot see them. */
export function launcherCommand(command: readonly string[], environment: Environment): string | undefined {
  const name = command[0]?.split("/").at(-1) ?? "";
  if (name === "srun") {
    return (
      "srun starts its tasks under Slurm's daemon, on every node of the job. The wrapper around srun cannot see them; " +
      "put the wrapper inside: srun [options] wattledger run -- COMMAND"
    );
  }
  const nodes = count(environment, "SLURM_JOB_NUM_NODES") ?? 1;
  if (nodes > 1 && ["mpirun", "mpiexec", "prterun", "torchrun", "accelerate", "deepspeed"].includes(name)) {
    return (
      `${name} may start processes on all ${nodes} nodes of the job. The wrapper around it sees this node only; ` +
      `put the wrapper inside: ${name} [options] wattledger run -- COMMAND`
    );
  }
  return undefined;
}

function joined(batch: JobPlace | undefined, ranks: JobPlace | undefined): JobPlace | undefined {
  if (batch === undefined || ranks === undefined) return ranks ?? batch;
  const attempts = [batch.attempt, ranks.attempt].filter((attempt) => attempt !== "0");
  return {
    ...ranks,
    // Open MPI starts its remote daemons in a step of its own, and the local ranks outside any step.
    key: ranks.launcher === "torchrun" ? batch.key : `${batch.key.split(".")[0] ?? batch.key}+${ranks.key}`,
    attempt: attempts.length === 0 ? "0" : attempts.join("."),
    ...defined({ processors: batch.processors, array: batch.array }),
    ...(batch.nodes === undefined || ranks.launcher !== "torchrun" ? {} : { nodes: batch.nodes }),
  };
}

function slurm(environment: Environment): JobPlace | undefined {
  const { SLURM_JOB_ID: job, SLURM_STEP_ID: step } = environment;
  if (job === undefined) return undefined;
  // A batch script also has the numbers of a rank, but it is the only process with numbers, so it is not a rank.
  const tasks = count(environment, "SLURM_STEP_NUM_TASKS") ?? count(environment, "SLURM_NTASKS");
  return {
    launcher: "slurm",
    key: step === undefined ? `slurm-${job}` : `slurm-${job}.${step}`,
    ...(step === undefined
      ? {}
      : present({
          rank: count(environment, "SLURM_PROCID"),
          ranks: tasks,
          localRank: count(environment, "SLURM_LOCALID"),
          localRanks: localTasks(environment),
        })),
    ...present({
      nodes: count(environment, "SLURM_STEP_NUM_NODES") ?? count(environment, "SLURM_JOB_NUM_NODES"),
      processors: count(environment, "SLURM_CPUS_ON_NODE"),
    }),
    ...arrayOf(environment),
    attempt: environment["SLURM_RESTART_COUNT"] ?? "0",
  };
}

function arrayOf(environment: Environment): Pick<JobPlace, "array"> {
  const { SLURM_ARRAY_JOB_ID: job } = environment;
  const index = count(environment, "SLURM_ARRAY_TASK_ID");
  return job === undefined || index === undefined ? {} : { array: { key: `slurm-${safe(job)}`, index } };
}

/** Keys are names of files and arguments of commands. */
function safe(text: string): string {
  return text.replaceAll(/[^\w.:+-]/g, "-");
}

/** `SLURM_STEP_TASKS_PER_NODE` describes all nodes, `2(x3),1`. If all nodes are equal, it also describes this one. */
function localTasks(environment: Environment): number | undefined {
  const one = /^(\d+)(\(x\d+\))?$/.exec(environment["SLURM_STEP_TASKS_PER_NODE"] ?? "")?.[1];
  return one === undefined ? undefined : Number(one);
}

function torchrun(environment: Environment): JobPlace | undefined {
  const { TORCHELASTIC_RUN_ID: run, MASTER_ADDR: address, MASTER_PORT: port } = environment;
  if (run === undefined && (environment["LOCAL_WORLD_SIZE"] === undefined || address === undefined)) return undefined;
  return {
    launcher: "torchrun",
    // torchrun calls a job without a name "none".
    key: run === undefined || run === "none" ? `torchrun-${address ?? "local"}:${port ?? "0"}` : `torchrun-${run}`,
    ...present({
      rank: count(environment, "RANK"),
      ranks: count(environment, "WORLD_SIZE"),
      localRank: count(environment, "LOCAL_RANK"),
      localRanks: count(environment, "LOCAL_WORLD_SIZE"),
    }),
    attempt: environment["TORCHELASTIC_RESTART_COUNT"] ?? "0",
  };
}

function openMpi(environment: Environment): JobPlace | undefined {
  if (environment["OMPI_COMM_WORLD_RANK"] === undefined) return undefined;
  return {
    launcher: "open-mpi",
    key: `mpi-${environment["PMIX_NAMESPACE"] ?? environment["OMPI_MCA_ess_base_jobid"] ?? "unnamed"}`,
    ...present({
      rank: count(environment, "OMPI_COMM_WORLD_RANK"),
      ranks: count(environment, "OMPI_COMM_WORLD_SIZE"),
      localRank: count(environment, "OMPI_COMM_WORLD_LOCAL_RANK"),
      localRanks: count(environment, "OMPI_COMM_WORLD_LOCAL_SIZE"),
    }),
    attempt: "0",
  };
}

function mvapich(environment: Environment): JobPlace | undefined {
  if (environment["MV2_COMM_WORLD_RANK"] === undefined) return undefined;
  return {
    launcher: "mvapich",
    key: `mpi-${environment["PMI_KVSNAME"] ?? environment["PMI_ID"] ?? "unnamed"}`,
    ...present({
      rank: count(environment, "MV2_COMM_WORLD_RANK"),
      ranks: count(environment, "MV2_COMM_WORLD_SIZE"),
      localRank: count(environment, "MV2_COMM_WORLD_LOCAL_RANK"),
      localRanks: count(environment, "MV2_COMM_WORLD_LOCAL_SIZE"),
    }),
    attempt: "0",
  };
}

/** MPICH and Intel MPI. */
function hydra(environment: Environment): JobPlace | undefined {
  if (environment["PMI_RANK"] === undefined) return undefined;
  return {
    launcher: "hydra",
    key: `mpi-${environment["PMI_KVSNAME"] ?? environment["PMI_PORT"] ?? "unnamed"}`,
    ...present({
      rank: count(environment, "PMI_RANK"),
      ranks: count(environment, "PMI_SIZE"),
      localRank: count(environment, "MPI_LOCALRANKID"),
      localRanks: count(environment, "MPI_LOCALNRANKS"),
    }),
    attempt: "0",
  };
}

function flux(environment: Environment): JobPlace | undefined {
  const { FLUX_JOB_ID: job } = environment;
  if (job === undefined || environment["FLUX_TASK_RANK"] === undefined) return undefined;
  return {
    launcher: "flux",
    key: `flux-${job}`,
    ...present({
      rank: count(environment, "FLUX_TASK_RANK"),
      ranks: count(environment, "FLUX_JOB_SIZE"),
      localRank: count(environment, "FLUX_TASK_LOCAL_ID"),
      nodes: count(environment, "FLUX_JOB_NNODES"),
    }),
    attempt: "0",
  };
}

/** Assumes that ranks are spread evenly, as torchrun does and MPI usually does. */
function nodesOf({ ranks, localRanks }: JobPlace): number | undefined {
  return ranks === undefined || localRanks === undefined || localRanks === 0
    ? undefined
    : Math.ceil(ranks / localRanks);
}

function count(environment: Environment, name: string): number | undefined {
  const text = environment[name];
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Drops the unknown fields. */
function present(fields: Readonly<Record<string, number | undefined>>): Counts {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

type Counts = Pick<JobPlace, "rank" | "ranks" | "localRank" | "localRanks" | "nodes" | "processors">;
