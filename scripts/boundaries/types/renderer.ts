// compiles as: renderer
import { readFileSync } from 'node:fs'; // fails: TS2591
export const fine = document.title;
export const home = process.env; // fails: TS2591
export const bytes = Buffer.alloc(1); // fails: TS2591
export const here = __dirname; // fails: TS2304
export { readFileSync };
