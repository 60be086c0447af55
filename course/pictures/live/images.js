// Images of the labs, and how they are painted. `data.images` holds bytes in base64, row by row.
"use strict";

function readImage({ height, width, bytes }) {
  const values = Uint8Array.from(atob(bytes), each => each.charCodeAt(0));
  return fill(height, width, (i, j) => values[i * width + j] / 255);
}

// Paint each number as a pixel; `colour` gives red, green and blue from 0 to 255.
function paint(canvas, X, colour, label) {
  canvas.height = X.length;
  canvas.width = X[0].length;
  const pixels = new ImageData(canvas.width, canvas.height);
  X.flat().forEach((value, k) => pixels.data.set([...colour(value), 255], 4 * k));
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  canvas.setAttribute("aria-label", label);
}

function grey(value) {
  return [255 * value, 255 * value, 255 * value];
}

// Orange-red for positive, blue for negative and white for zero, up to `reach`.
function diverging(reach) {
  return value => {
    const share = Math.min(Math.abs(value) / reach, 1);
    const end = value > 0 ? [178, 60, 0] : [0, 90, 160];
    return end.map(channel => 255 + share * (channel - 255));
  };
}

// Fill a <select> with the names of the images, and return them by name.
function readImages(select) {
  const images = {};
  for (const [name, image] of Object.entries(data.images)) {
    images[name] = readImage(image);
    select.add(new Option(name));
  }
  return images;
}
