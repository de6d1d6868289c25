import type { Method } from "@wattledger/core";
import { apiInference } from "./api-inference.ts";
import { imageGeneration } from "./image-generation.ts";
import { instanceUse } from "./instance-use.ts";
import { measured } from "./measured.ts";
import { selfHostedInference } from "./self-hosted-inference.ts";
import { serverUse } from "./server-use.ts";
import { trainingEstimate } from "./training-estimate.ts";
import { videoGeneration } from "./video-generation.ts";

/**
 * Our methods, in order of preference: the first that fits answers where no method is named, and is what the others are
 * compared with. What was measured comes before what follows from the type of a machine.
 */
export const ourMethods: readonly Method[] = [
  apiInference,
  trainingEstimate,
  selfHostedInference,
  imageGeneration,
  videoGeneration,
  measured,
  instanceUse,
  serverUse,
];
