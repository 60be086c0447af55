// The forward pass of the two networks that read digits. Needs numbers.js; tested like it.
"use strict";

// Weights travel as whole numbers of 16 bits in base64, times a scale. Return nested lists.
function readWeights({ shape, scale, bytes }) {
  const raw = Uint8Array.from(atob(bytes), each => each.charCodeAt(0));
  let numbers = Array.from(new Int16Array(raw.buffer), each => each * scale);
  for (const length of shape.slice(1).reverse()) {
    numbers = Array.from({ length: numbers.length / length },
      (_, k) => numbers.slice(k * length, (k + 1) * length));
  }
  return numbers;
}

function addZeros(map, ring) {
  return fill(map.length + 2 * ring, map[0].length + 2 * ring,
    (i, j) => (map[i - ring] || [])[j - ring] || 0);
}

// Convolve maps (c_i, h, w) with kernels of 3 x 3, (c_o, c_i, 3, 3), on a border of zeros; add the
// biases and apply ReLU.
function convolve(maps, kernels, biases) {
  const padded = maps.map(map => addZeros(map, 1));
  return kernels.map((stack, k) => {
    const responses = stack.map((kernel, channel) => correlate(padded[channel], kernel));
    return fill(maps[0].length, maps[0][0].length,
      (i, j) => Math.max(0, responses.reduce((sum, map) => sum + map[i][j], biases[k])));
  });
}

function multiply(W, numbers, b) {
  return W.map((row, k) => row.reduce((sum, weight, i) => sum + weight * numbers[i], b[k]));
}

// The network has two rings of zeros around its image.
function readConvolutional(image, { K1, b1, K2, b2, W, b }) {
  const condensed = convolve([addZeros(image, 2)], K1, b1).map(map => pool(map, 2, 2, "max"));
  const strongest = convolve(condensed, K2, b2).map(map => Math.max(...map.flat()));
  return multiply(W, strongest, b);
}

function readDense(image, { W1, b1, W2, b2 }) {
  return multiply(W2, multiply(W1, image.flat(), b1).map(each => Math.max(0, each)), b2);
}

function softmax(logits) {
  const highest = Math.max(...logits);
  const powers = logits.map(each => Math.exp(each - highest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map(each => each / sum);
}
