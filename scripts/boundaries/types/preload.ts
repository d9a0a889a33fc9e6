// compiles as: preload
export const fine = document.title;
export const home = process.env; // fails: TS2591
export const bytes = Buffer.alloc(1); // fails: TS2591
export const path = require('node:path'); // fails: TS2591
