import { defined, ok } from "@wattledger/core";
import type { FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { acceleratorTdp } from "./accelerator.ts";
import { embodiedDevice } from "./embodied.ts";

/** Rows of `embodied.device` by the accelerator's name in the table of accelerators. */
const rowOfAccelerator: readonly (readonly [name: RegExp, row: string])[] = [
  [/^A100 SXM 40/u, "nvidia-a100-sxm-40gb"],
  [/^H100\b.*SXM/u, "nvidia-h100-sxm"],
  [/^H200 SXM/u, "nvidia-h200-sxm"],
  [/^B200\b/u, "nvidia-b200-sxm"],
  [/^A100 PCIe 40GB$/u, "nvidia-a100-pcie-40gb"],
  [/^L4$/u, "nvidia-l4"],
  [/^P100 PCIe$/u, "nvidia-p100-pcie-16gb"],
  [/^GTX 1080 Ti$/u, "nvidia-geforce-gtx-1080-ti"],
  [/^TPU v4i/iu, "google-tpu-v4i"],
  [/^TPU v5p/iu, "google-tpu-v5p"],
  [/^TPU v6e/iu, "google-tpu-v6e"],
];

/** Accelerators of which a near relative's figure is held: another form or size of memory of the same chip. */
const relatives: readonly (readonly [name: RegExp, row: string])[] = [
  [/^A100\b/u, "nvidia-a100-sxm-40gb"],
  [/^H100\b/u, "nvidia-h100-sxm"],
  [/^P100\b/u, "nvidia-p100-pcie-16gb"],
  [/^TPU v4/iu, "google-tpu-v4i"],
];

/**
 * Carbon of making one accelerator, by the name that vendors and machines give it. Where no figure of it is held, that of
 * another form, or of accelerators in general, is used with a step that says so.
 */
export const embodiedAccelerator: FactorFamily = factorFamily({
  id: "embodied.accelerator",
  title: "Embodied carbon of an accelerator",
  unit: "kgCO2e",
  critique: [
    "Boundaries differ by row; a TPU comes with its tray, its host and its share of the rack. Compare only figures with the same boundary.",
    "Figures are known for a few accelerators. For all others a general figure for accelerators is used.",
  ],
  key: acceleratorTdp.key,
  find: async (name) => {
    if (name === undefined || name.trim() === "") return figure("gpu", [inGeneral("No accelerator was given")]);
    const named = await acceleratorTdp.find(name);
    if (!named.ok) return named;
    const called = named.value.matched ?? name;
    const own = rowCalled(called, rowOfAccelerator);
    if (own !== undefined) return figure(own, []);
    const relative = rowCalled(called, relatives);
    const missing = `No figure for making the ${called} is known`;
    if (relative !== undefined) return figure(relative, [`${missing}: that of ${relative} is used.`]);
    return figure("gpu", [inGeneral(missing)]);
  },
  heldKeys: async () =>
    (await acceleratorTdp.heldKeys()).filter((name) => rowCalled(name, rowOfAccelerator) !== undefined),
});

/**
 * Carbon of making the server around eight accelerators, without them. Of a TPU it is 0, as the figure of making one holds
 * its tray, host and share of the rack.
 */
export const embodiedAcceleratorHost: FactorFamily = factorFamily({
  id: "embodied.accelerator-host",
  title: "Embodied carbon of the server around eight accelerators, without them",
  unit: "kgCO2e",
  critique: ["One figure for all servers with eight accelerators: what is in them besides differs by factors."],
  key: acceleratorTdp.key,
  find: async (name) => {
    if (name === undefined || name.trim() === "")
      return hostFigure(["No accelerator was given: a server around eight GPUs is used."]);
    const made = await embodiedAccelerator.find(name);
    if (!made.ok) return made;
    if (!holdsItsHost(made.value.factor)) return hostFigure([]);
    const { factor, matched } = made.value;
    const step = "Making a TPU, as its source states it, holds the host already: no server is added.";
    const none = {
      ...factor,
      id: factor.id.replace(/^embodied\.accelerator\//u, "embodied.accelerator-host/"),
      title: "Server of a TPU, next to what the figure of the TPU contains",
      value: 0,
      uncertainty: {
        distribution: { kind: "interval", low: 0, high: 0, level: 0.9 },
        basis: "0 by the boundary of the TPU's figure",
      },
    } as const;
    return ok({ factor: none, fallbacks: [step], ...defined({ matched }) });
  },
  heldKeys: async () => ["H100 SXM5 80GB"],
});

function holdsItsHost({ source }: FoundFactor["factor"]): boolean {
  return source.version === "arXiv:2502.01671";
}

async function hostFigure(fallbacks: readonly string[]): Promise<Result<FoundFactor, NoFactor>> {
  const found = await embodiedDevice.find("server-8-gpu-host");
  if (!found.ok) return found;
  const id = found.value.factor.id.replace(/^embodied\.device\//u, "embodied.accelerator-host/");
  return ok({ factor: { ...found.value.factor, id }, fallbacks });
}

function inGeneral(reason: string): string {
  return `${reason}: a general figure for accelerators is used.`;
}

/** A figure of `embodied.device` under the id of this family. */
async function figure(row: string, fallbacks: readonly string[]): Promise<Result<FoundFactor, NoFactor>> {
  const found = await embodiedDevice.find(row);
  if (!found.ok) return found;
  const { factor, matched } = found.value;
  const id = factor.id.replace(/^embodied\.device\//u, "embodied.accelerator/");
  // "gpu" means accelerators in general: it does not name one.
  return ok({ factor: { ...factor, id }, fallbacks, ...(row !== "gpu" && defined({ matched })) });
}

function rowCalled(name: string, rows: typeof rowOfAccelerator): string | undefined {
  return rows.find(([pattern]) => pattern.test(name))?.[1];
}
