// What all live figures need. `data` holds what Python passes to the figure.
"use strict";
const find = id => document.getElementById(id);

// The page around the frame tells its colour scheme; see figure.py.
addEventListener("message", ({ data: scheme }) => {
  document.documentElement.style.colorScheme = scheme === "normal" ? "light" : scheme;
});
