/** What each expert default rests on, by the name of its input, and why nothing better is held. */
export const expertReasons: Readonly<Record<string, string>> = {
  acceleratorFullPower:
    "Measured in part: accelerators at work draw 0.72 to 0.74 of their design power when they serve (ML.ENERGY V3) and 0.8 to 0.95 when they train. No cloud publishes the power of an instance, so the factor is wider.",
  capacityCarbon:
    "Published figures of a gigabyte of memory differ by a factor of six to thirty (ACT, Umweltbundesamt 2021, NVIDIA 2025: docs/embodied-gpu.md); the interval holds them. Makers publish no figure of a module.",
  cardError:
    "Compared with few: gpu-components is +4 % on NVIDIA's own figure of the B200 and −15 % on Falk et al. for the A100 40 GB; ademe-gpu is 1.4 times NVIDIA's figure of the H100 without transport and end of life, and 0.5 times BoaviztAPI's. A handful of comparisons does not give an interval.",
  energyPerToken:
    "The 5 % of the counter is measured (Yang, Adamek, Armour 2024); what prompts of other lengths add is not in ML.ENERGY, which has one set of prompts for a task.",
  firstTokenTime:
    "EcoLogits states one figure for a model and no spread. Providers publish none; times differ with load and region.",
  gpuPower:
    "Measured in part: 0.72 to 0.74 of the design power serving (ML.ENERGY V3). No operator publishes the mean of its fleet.",
  idleLoad:
    "Measured in part: 80 W of 700 W on an H200 that waits (Alice GPU energy benchmark, 2026), and on 14 H100 a loaded context adds 26 to 50 W to bare idle (arXiv 2605.23918, 2026). Bare idle of the H100 was in neither abstract; the interval is wider for other parts.",
  lifespan:
    "The convention of the tools and the depreciation of operators: 3 to 6 years. Real lifetimes of AI servers are not published.",
  lifetime:
    "The convention of the tools and the depreciation of operators: 3 to 6 years. Real lifetimes of AI servers are not published.",
  limit:
    "Measured in part: 0.72 to 0.74 of the design power serving (ML.ENERGY V3), 0.8 to 0.95 training. It is a range of published runs, not a sample of them.",
  modelError:
    "The same repository of ACT holds IMEC's figures at 0.55 to 0.69 of its own; others are above. Fabs publish no figure of a die.",
  power:
    "Measured in part: 0.72 to 0.74 of the design power serving (ML.ENERGY V3), 0.8 to 0.95 training. It is a range of published runs, not a sample of them.",
  pue: "The value is the mean of a survey (Uptime Institute 2024), of whose answers no spread was found. The ends are hyperscale sites below, and small or half-empty rooms above.",
  restOfNodeShare:
    "A round value with a wide interval (docs/sensors.md). No survey of supplies, fans and boards by machine was found.",
  serverCarbon:
    "Teads' model adds flat figures to a base of one tonne. Eleven of twelve footprints of servers that makers publish are 559 to 1,728 kg (Boavizta 2023), a factor of two about it. Clouds publish none of their own.",
  tdp: "The lower part is measured, 57 to 97 % of the design power on four machines (CodeCarbon, 2025-01-14). Four machines do not tell the upper end.",
  terminalTime: "How long a person looks at an answer is not published. The ends are the waiting alone and a session.",
  throughput:
    "EcoLogits states one speed for a model and no spread. Providers publish none; speed differs with load and region.",
  totalParameters: "The providers of closed models publish no sizes, and EcoLogits states its guess without an error.",
  totalParametersBillions:
    "The providers of closed models publish no sizes, and EcoLogits states its guess without an error.",
  unknownConcurrency:
    "No provider publishes how many requests it answers together. The ends are those of deployments that ML.ENERGY measured.",
  useRatio: "Hours of use of a terminal differ by person. Boavizta's profiles state means and no spread.",
  usualLoad:
    "Published trainings report 0.8 to 0.95 of the design power for dense models. Those that report are large and well tuned; the rest is not published.",
  utilisation:
    "Reserved and used hours of accelerators are not published as a statistic. The ends are a half-empty cluster, and the convention of full use.",
  utilisationOfPeak:
    "Published large trainings reach 0.2 to 0.55 (docs/evaluation.md lists them). Small and untuned ones, which most people run, are not published.",
};
