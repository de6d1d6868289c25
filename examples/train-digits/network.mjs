// A small convolutional network in plain JavaScript: forward and backward passes written out, so that the work it does can
// be followed. One image at a time goes through; gradients add up over a batch, then Adam moves the weights.

/** Random numbers in [0, 1) from a seed (mulberry32), so that every run of the example learns the same. */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Weights with their gradients and Adam's two moving averages. He initialisation suits the ReLU that follows. */
function parameters(count, inputsPerUnit, random) {
  const spread = Math.sqrt(6 / inputsPerUnit);
  return {
    values: Float32Array.from({ length: count }, () => (inputsPerUnit === 0 ? 0 : (2 * random() - 1) * spread)),
    gradients: new Float32Array(count),
    mean: new Float32Array(count),
    variance: new Float32Array(count),
  };
}

const biases = (count) => parameters(count, 0, () => 0);

/** 3 × 3 convolution over square images of `size` pixels a side, padded with zeros so that the size stays. */
export function convolution(inputChannels, outputChannels, size, random) {
  const padded = size + 2;
  const weights = parameters(outputChannels * inputChannels * 9, inputChannels * 9, random);
  const bias = biases(outputChannels);
  const image = new Float32Array(inputChannels * padded * padded);
  const imageGradient = new Float32Array(image.length);
  const output = new Float32Array(outputChannels * size * size);
  const inputGradient = new Float32Array(inputChannels * size * size);

  /** Calls `visit` for each weight with where its pixels start in the padded image and in the output. */
  function forEachWeight(visit) {
    for (let to = 0; to < outputChannels; to += 1) {
      for (let from = 0; from < inputChannels; from += 1) {
        for (let tap = 0; tap < 9; tap += 1) {
          const corner = from * padded * padded + Math.floor(tap / 3) * padded + (tap % 3);
          visit((to * inputChannels + from) * 9 + tap, corner, to * size * size);
        }
      }
    }
  }

  function forward(input) {
    copyInside(input, image, inputChannels, size);
    for (let to = 0; to < outputChannels; to += 1)
      output.fill(bias.values[to], to * size * size, (to + 1) * size * size);
    forEachWeight((index, corner, start) => {
      const weight = weights.values[index];
      for (let y = 0; y < size; y += 1) {
        const source = corner + y * padded;
        const target = start + y * size;
        for (let x = 0; x < size; x += 1) output[target + x] += weight * image[source + x];
      }
    });
    return output;
  }

  function backward(outputGradient) {
    imageGradient.fill(0);
    for (let to = 0; to < outputChannels; to += 1) {
      for (let i = to * size * size; i < (to + 1) * size * size; i += 1) bias.gradients[to] += outputGradient[i];
    }
    forEachWeight((index, corner, start) => {
      const weight = weights.values[index];
      let gradient = 0;
      for (let y = 0; y < size; y += 1) {
        const source = corner + y * padded;
        const target = start + y * size;
        for (let x = 0; x < size; x += 1) {
          gradient += outputGradient[target + x] * image[source + x];
          imageGradient[source + x] += weight * outputGradient[target + x];
        }
      }
      weights.gradients[index] += gradient;
    });
    copyOutside(imageGradient, inputGradient, inputChannels, size);
    return inputGradient;
  }

  return { forward, backward, parameters: [weights, bias] };
}

/** Keeps the largest of each 2 × 2 pixels; only that one receives the gradient. */
export function maxPooling(channels, size) {
  const half = size / 2;
  const output = new Float32Array(channels * half * half);
  const winner = new Int32Array(output.length);
  const inputGradient = new Float32Array(channels * size * size);

  function forward(input) {
    for (let i = 0; i < output.length; i += 1) {
      const channel = Math.floor(i / (half * half));
      const top = channel * size * size + Math.floor((i % (half * half)) / half) * 2 * size + (i % half) * 2;
      let best = input[top + 1] > input[top] ? top + 1 : top;
      if (input[top + size] > input[best]) best = top + size;
      if (input[top + size + 1] > input[best]) best = top + size + 1;
      winner[i] = best;
      output[i] = input[best];
    }
    return output;
  }

  function backward(outputGradient) {
    inputGradient.fill(0);
    for (let i = 0; i < output.length; i += 1) inputGradient[winner[i]] = outputGradient[i];
    return inputGradient;
  }

  return { forward, backward, parameters: [] };
}

/** Lets positive values through. */
export function relu(count) {
  const output = new Float32Array(count);
  const inputGradient = new Float32Array(count);

  function forward(input) {
    for (let i = 0; i < count; i += 1) output[i] = Math.max(0, input[i]);
    return output;
  }

  function backward(outputGradient) {
    for (let i = 0; i < count; i += 1) inputGradient[i] = output[i] > 0 ? outputGradient[i] : 0;
    return inputGradient;
  }

  return { forward, backward, parameters: [] };
}

/** Every output is a weighted sum of every input. */
export function dense(inputs, outputs, random) {
  const weights = parameters(outputs * inputs, inputs, random);
  const bias = biases(outputs);
  const output = new Float32Array(outputs);
  const inputGradient = new Float32Array(inputs);
  let lastInput = new Float32Array(inputs);

  function forward(input) {
    lastInput = input;
    for (let to = 0; to < outputs; to += 1) {
      let sum = bias.values[to];
      for (let from = 0; from < inputs; from += 1) sum += weights.values[to * inputs + from] * input[from];
      output[to] = sum;
    }
    return output;
  }

  function backward(outputGradient) {
    inputGradient.fill(0);
    for (let to = 0; to < outputs; to += 1) {
      const gradient = outputGradient[to];
      bias.gradients[to] += gradient;
      for (let from = 0; from < inputs; from += 1) {
        weights.gradients[to * inputs + from] += gradient * lastInput[from];
        inputGradient[from] += gradient * weights.values[to * inputs + from];
      }
    }
    return inputGradient;
  }

  return { forward, backward, parameters: [weights, bias] };
}

/** Softmax and cross entropy together: the loss for the right class, and its gradient for each score. */
export function crossEntropy(scores, label) {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  const gradient = powers.map((power, digit) => power / sum - (digit === label ? 1 : 0));
  return { loss: Math.log(sum) - (scores[label] - largest), gradient };
}

/** One step of Adam (Kingma and Ba, 2015) over the gradients that a batch added up; `step` counts from 1. */
export function adam(layers, batchSize, learningRate, step) {
  const rate = (learningRate * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
  for (const { values, gradients, mean, variance } of layers.flatMap((layer) => layer.parameters)) {
    for (let i = 0; i < values.length; i += 1) {
      const gradient = gradients[i] / batchSize;
      mean[i] += 0.1 * (gradient - mean[i]);
      variance[i] += 0.001 * (gradient * gradient - variance[i]);
      values[i] -= (rate * mean[i]) / (Math.sqrt(variance[i]) + 1e-8);
    }
    gradients.fill(0);
  }
}

function copyInside(image, padded, channels, size) {
  forEachRow(channels, size, (inner, outer) => padded.set(image.subarray(inner, inner + size), outer));
}

function copyOutside(padded, image, channels, size) {
  forEachRow(channels, size, (inner, outer) => image.set(padded.subarray(outer, outer + size), inner));
}

/** Where each row of an image starts, in the bare and in the padded array. */
function forEachRow(channels, size, visit) {
  const padded = size + 2;
  for (let row = 0; row < channels * size; row += 1) {
    const channel = Math.floor(row / size);
    visit(row * size, channel * padded * padded + ((row % size) + 1) * padded + 1);
  }
}
