// What the live figures compute. Arrays are lists of rows. A test compares all of it with TensorFlow.
"use strict";

// Slide kernel K over image X, without padding and with stride 1.
function correlate(X, K) {
  const height = X.length - K.length + 1, width = X[0].length - K[0].length + 1;
  return fill(height, width, (i, j) => {
    let sum = 0;
    K.forEach((row, a) => row.forEach((weight, b) => { sum += weight * X[i + a][j + b]; }));
    return sum;
  });
}

// Slide a square window over image X; keep its largest number ("max") or its mean ("avg").
function pool(X, size, stride, mode) {
  const height = countPlaces(X.length, size, 0, stride);
  const width = countPlaces(X[0].length, size, 0, stride);
  return fill(height, width, (i, j) => {
    const rows = X.slice(i * stride, i * stride + size);
    const seen = rows.flatMap(row => row.slice(j * stride, j * stride + size));
    return mode === "max" ? Math.max(...seen) : seen.reduce((a, b) => a + b) / seen.length;
  });
}

// How often a kernel of k cells fits on n cells with this many zeros added, `stride` cells apart.
function countPlaces(n, k, zeros, stride) {
  return Math.max(0, Math.floor((n - k + zeros + stride) / stride));
}

// Gradient descent on the loss Σ c/2 (x − lowest)², one curvature c for each number x.
// Return the points: the start and the point after each step.
function descend(curvatures, lowest, start, rate, steps) {
  const points = [start];
  for (let step = 0; step < steps; step++) {
    points.push(points[step].map((x, i) => x - rate * curvatures[i] * (x - lowest[i])));
  }
  return points;
}

// The absolute value that 99 of 100 numbers do not exceed: the end of the colour scale.
function findReach(X) {
  const sizes = X.flat().map(Math.abs).sort((a, b) => a - b);
  return sizes[Math.floor(0.99 * (sizes.length - 1))] || sizes[sizes.length - 1] || 1;
}

function fill(height, width, value) {
  return Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) => value(i, j)));
}

// A number as short text, with a real minus sign.
function show(value, digits = 2) {
  const rounded = Number(value.toFixed(digits)) + 0;
  const text = Math.abs(rounded) < 1e6 ? String(rounded) : value.toExponential(1);
  return text.replaceAll("-", "−");
}
