/** Variables by which a person, a batch system or a launcher gives accelerators to a process. */
export const processDeviceVariables = [
  "CUDA_VISIBLE_DEVICES",
  "ROCR_VISIBLE_DEVICES",
  "HIP_VISIBLE_DEVICES",
  "GPU_DEVICE_ORDINAL",
  "ZE_AFFINITY_MASK",
  "SLURM_STEP_GPUS",
  "SLURM_JOB_GPUS",
] as const;

/** The same, and the variable by which a container is given them. */
export const deviceVariables = ["NVIDIA_VISIBLE_DEVICES", ...processDeviceVariables] as const;
