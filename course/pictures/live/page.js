// What all live figures need. `data` holds what Python passes to the figure.
"use strict";
const find = id => document.getElementById(id);
