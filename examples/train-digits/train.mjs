// Trains a small convolutional network to read handwritten digits: node train.mjs [--epochs N]
// Needs nothing but Node. Seeded, so that the loss and the accuracy are the same on every machine; only the seconds differ.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { adam, convolution, crossEntropy, dense, maxPooling, relu, seededRandom } from "./network.mjs";

const imageSize = 8;
const testShare = 0.2;
const batchSize = 16;
const learningRate = 0.003;

const epochs = readEpochs();
const random = seededRandom(20261121);
const { training, testing } = split(shuffled(readDigits()));
const layers = network();

console.log(`${training.length} images to learn from, ${testing.length} to test on, ${countWeights()} weights`);
console.log("epoch    loss  accuracy  seconds");

const steps = epochs * Math.ceil(training.length / batchSize);
let step = 0;
for (let epoch = 1; epoch <= epochs; epoch += 1) {
  const started = performance.now();
  const loss = trainOneEpoch();
  const seconds = (performance.now() - started) / 1000;
  const row = [
    String(epoch).padStart(5),
    loss.toFixed(4).padStart(7),
    percent(accuracy()).padStart(9),
    seconds.toFixed(1).padStart(8),
  ];
  console.log(row.join(" "));
}
console.log(`test accuracy ${percent(accuracy())}`);

function network() {
  return [
    convolution(1, 8, imageSize, random),
    relu(8 * imageSize * imageSize),
    convolution(8, 16, imageSize, random),
    relu(16 * imageSize * imageSize),
    maxPooling(16, imageSize),
    dense(16 * (imageSize / 2) ** 2, 64, random),
    relu(64),
    dense(64, 10, random),
  ];
}

/** Goes once through the training images in a new order; returns the mean loss. */
function trainOneEpoch() {
  let lossSum = 0;
  const order = shuffled(training);
  for (let start = 0; start < order.length; start += batchSize) {
    const batch = order.slice(start, start + batchSize);
    for (const { pixels, label } of batch) {
      const { loss, gradient } = crossEntropy(forward(pixels), label);
      lossSum += loss;
      layers.reduceRight((signal, layer) => layer.backward(signal), gradient);
    }
    step += 1;
    // Smaller and smaller steps to the end, so that the last epochs settle instead of jumping about.
    adam(layers, batch.length, learningRate * (1 - (step - 1) / steps), step);
  }
  return lossSum / order.length;
}

/** Share of the test images, never learnt from, whose digit gets the highest score. */
function accuracy() {
  const right = testing.filter(({ pixels, label }) => {
    const scores = forward(pixels);
    return scores.indexOf(Math.max(...scores)) === label;
  });
  return right.length / testing.length;
}

function forward(pixels) {
  return layers.reduce((signal, layer) => layer.forward(signal), pixels);
}

/** Lines of 64 pixels from 0 to 16, then the digit. */
function readDigits() {
  const text = gunzipSync(readFileSync(new URL("data/digits.csv.gz", import.meta.url))).toString("utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const numbers = line.split(",").map(Number);
      return { pixels: Float32Array.from(numbers.slice(0, -1), (pixel) => pixel / 16), label: numbers.at(-1) };
    });
}

function split(digits) {
  const testCount = Math.round(digits.length * testShare);
  return { testing: digits.slice(0, testCount), training: digits.slice(testCount) };
}

/** Fisher and Yates. */
function shuffled(items) {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

function countWeights() {
  return layers.flatMap((layer) => layer.parameters).reduce((sum, { values }) => sum + values.length, 0);
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

function readEpochs() {
  try {
    const { values } = parseArgs({ options: { epochs: { type: "string", default: "8" } } });
    const count = Number(values.epochs);
    if (Number.isInteger(count) && count >= 1) return count;
    throw new RangeError(`--epochs is a whole number from 1, not "${values.epochs}"`);
  } catch (error) {
    console.error(`${error.message}\nUsage: node train.mjs [--epochs N]`);
    process.exit(2);
  }
}
