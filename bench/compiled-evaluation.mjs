// Evaluations a second of the compiled Green Algorithms method, energy and carbon from all that they need, on one core; and of
// the same arithmetic as a function written by hand.
import { compile } from "@wattledger/core";
import { greenAlgorithms } from "@wattledger/methods";
import { format, report, spread } from "./report.mjs";

const rounds = 21;
const warmUpRounds = 5;
const evaluationsARound = 500_000;

const task = { runtime: 1, cores: 8, corePower: 12, gpus: 4, gpuPower: 250, memory: 64, pue: 1.56, intensity: 475 };
const defaults = { cpuUsage: 1, gpuUsage: 1, memoryPower: 0.3725, multiplier: 1 };

const compiled = compile(greenAlgorithms, ["energy", "carbon"]);
const frame = compiled.frame({ ...task, ...defaults });
const { values } = frame;
const runtime = compiled.slot("runtime");
const carbon = compiled.slot("carbon");

function byMethod() {
  let sum = 0;
  for (let i = 0; i < evaluationsARound; i += 1) {
    values[runtime] = i;
    if (!compiled.run(frame)) throw new RangeError("not a finite number");
    sum += values[carbon];
  }
  return sum;
}

function byHand() {
  let sum = 0;
  const inputs = { ...task, ...defaults };
  for (let i = 0; i < evaluationsARound; i += 1) {
    inputs.runtime = i;
    sum += greenAlgorithmsByHand(inputs).carbon;
  }
  return sum;
}

function greenAlgorithmsByHand(given) {
  const cpuPower = given.pue * given.cores * given.corePower * given.cpuUsage;
  const acceleratorPower = given.pue * given.gpus * given.gpuPower * given.gpuUsage;
  const dramPower = given.pue * given.memory * given.memoryPower;
  const energy = (given.runtime * (cpuPower + acceleratorPower + dramPower) * given.multiplier) / 1000;
  return { energy, carbon: energy * given.intensity };
}

function millionsASecond(work) {
  const started = performance.now();
  const sum = work();
  return { rate: evaluationsARound / (performance.now() - started) / 1000, sum };
}

const ours = [];
const plain = [];
for (let round = -warmUpRounds; round < rounds; round += 1) {
  const method = millionsASecond(byMethod);
  const hand = millionsASecond(byHand);
  if (Math.abs(method.sum / hand.sum - 1) > 1e-9) throw new Error(`${method.sum} is not ${hand.sum}`);
  if (round < 0) continue;
  ours.push(method.rate);
  plain.push(hand.rate);
}

report({
  what: "compiled evaluations of Green Algorithms, one core",
  unit: "million/s",
  values: ours,
  atLeast: 5,
  beside: [`written by hand: ${format(spread(plain).median)} million/s`],
});
