import { describe, expect, test } from "vitest";
import { findJob, launcherCommand } from "./launcher.ts";

/** The relevant variables of `srun -n2`, Slurm 22.05.8. */
const srun = {
  SLURM_JOB_ID: "7",
  SLURM_STEP_ID: "0",
  SLURM_PROCID: "1",
  SLURM_LOCALID: "1",
  SLURM_NTASKS: "4",
  SLURM_STEP_NUM_TASKS: "4",
  SLURM_STEP_TASKS_PER_NODE: "2(x2)",
  SLURM_STEP_NUM_NODES: "2",
  SLURM_JOB_NUM_NODES: "2",
  SLURM_CPUS_ON_NODE: "16",
};
const torchrun = {
  TORCHELASTIC_RUN_ID: "resnet",
  TORCHELASTIC_RESTART_COUNT: "0",
  RANK: "3",
  WORLD_SIZE: "8",
  LOCAL_RANK: "1",
  LOCAL_WORLD_SIZE: "4",
  MASTER_ADDR: "n1",
  MASTER_PORT: "29500",
};
/** What Open MPI 4.1.4 sets. */
const openMpi = {
  OMPI_COMM_WORLD_RANK: "2",
  OMPI_COMM_WORLD_SIZE: "3",
  OMPI_COMM_WORLD_LOCAL_RANK: "2",
  OMPI_COMM_WORLD_LOCAL_SIZE: "3",
  OMPI_COMM_WORLD_NODE_RANK: "2",
  PMIX_NAMESPACE: "1990787073",
  PMIX_RANK: "2",
};

describe("a process knows its place in a job", () => {
  test.for([
    ["of srun", srun, { key: "slurm-7.0", rank: 1, ranks: 4, localRank: 1, localRanks: 2, nodes: 2, processors: 16 }],
    ["of torchrun", torchrun, { key: "torchrun-resnet", rank: 3, ranks: 8, localRank: 1, localRanks: 4, nodes: 2 }],
    ["of Open MPI", openMpi, { key: "mpi-1990787073", rank: 2, ranks: 3, localRank: 2, localRanks: 3, nodes: 1 }],
    [
      "of MPICH and Intel MPI",
      { PMI_RANK: "1", PMI_SIZE: "2", MPI_LOCALRANKID: "1", PMI_KVSNAME: "kvs_42_0" },
      { launcher: "hydra", key: "mpi-kvs_42_0", rank: 1, ranks: 2, localRank: 1 },
    ],
    [
      "of Flux",
      { FLUX_JOB_ID: "f2E", FLUX_TASK_RANK: "0", FLUX_JOB_SIZE: "2", FLUX_JOB_NNODES: "2" },
      { key: "flux-f2E", rank: 0, ranks: 2, nodes: 2 },
    ],
    [
      "of torchrun within srun: the batch system names the job, the innermost launcher numbers its ranks",
      { ...srun, SLURM_STEP_NUM_TASKS: "2", SLURM_STEP_TASKS_PER_NODE: "1(x2)", ...torchrun },
      { launcher: "torchrun", key: "slurm-7.0", rank: 3, ranks: 8, localRanks: 4, nodes: 2, processors: 16 },
    ],
    [
      "of mpirun within a batch job, whose remote ranks are in a step and whose local ones are not",
      { ...srun, ...openMpi },
      { launcher: "open-mpi", key: "slurm-7+mpi-1990787073", rank: 2, nodes: 1 },
    ],
  ] as const)("%s", ([, environment, place]) => {
    expect(findJob(environment)).toMatchObject(place);
  });

  test("a batch script has a job, but is not a rank of it, with any variables of Slurm", () => {
    const place = findJob({ SLURM_JOB_ID: "7", SLURM_PROCID: "0", SLURM_NTASKS: "4", SLURM_CPUS_ON_NODE: "4" });
    expect(place).toEqual({ launcher: "slurm", key: "slurm-7", processors: 4, attempt: "0" });
  });

  test("attempts count the restarts of any launcher", () => {
    expect(findJob({ ...torchrun, TORCHELASTIC_RESTART_COUNT: "2" })?.attempt).toBe("2");
    expect(findJob({ ...srun, SLURM_RESTART_COUNT: "1" })?.attempt).toBe("1");
    const both = { SLURM_RESTART_COUNT: "1", TORCHELASTIC_RESTART_COUNT: "2" };
    expect(findJob({ ...srun, ...torchrun, ...both })?.attempt).toBe("1.2");
  });

  test("a job of torchrun without a name is called by its address", () => {
    expect(findJob({ ...torchrun, TORCHELASTIC_RUN_ID: "none" })?.key).toBe("torchrun-n1:29500");
  });

  test.for([
    ["nothing set", {}],
    ["RANK alone, which many programs use", { RANK: "0", WORLD_SIZE: "1" }],
  ] as const)("there is not a job with %s", ([, environment]) => {
    expect(findJob(environment)).toBeUndefined();
  });

  test("a text that is not a number is unknown, and a key contains only characters for file names", () => {
    const place = findJob({ ...torchrun, RANK: "-1", WORLD_SIZE: "many", TORCHELASTIC_RUN_ID: "../a b" });
    expect(place).not.toHaveProperty("rank");
    expect(place).not.toHaveProperty("ranks");
    expect(place?.key).toBe("torchrun-..-a-b");
  });
});

test.for([
  [["srun", "-n4", "train"], {}, "srun [options] wattledger run"],
  [["/usr/bin/srun", "train"], { SLURM_JOB_NUM_NODES: "1" }, "srun [options]"],
  [["mpirun", "train"], { SLURM_JOB_NUM_NODES: "4" }, "all 4 nodes"],
  [["mpirun", "train"], { SLURM_JOB_NUM_NODES: "1" }, "nothing"],
  [["torchrun", "train"], {}, "nothing"],
  [["python", "srun"], { SLURM_JOB_NUM_NODES: "4" }, "nothing"],
] as const)("around %j with %j a wrapper reports what it cannot see: %s", ([command, environment, words]) => {
  const said = launcherCommand(command, environment);
  expect(said ?? "nothing").toContain(words);
});

test("an element of a Slurm array knows its array and its number, also under torchrun", () => {
  const slurm = { SLURM_JOB_ID: "4712", SLURM_ARRAY_JOB_ID: "4711", SLURM_ARRAY_TASK_ID: "1" };
  expect(findJob(slurm)).toMatchObject({ key: "slurm-4712", array: { key: "slurm-4711", index: 1 } });
  const ranks = { TORCHELASTIC_RUN_ID: "x", RANK: "0", WORLD_SIZE: "2" };
  expect(findJob({ ...slurm, ...ranks })).toMatchObject({ array: { key: "slurm-4711", index: 1 } });
  expect(findJob({ SLURM_JOB_ID: "4712" })).not.toHaveProperty("array");
});
