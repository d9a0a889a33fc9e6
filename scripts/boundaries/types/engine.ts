// compiles as: main/engine
import { glob } from 'node:fs/promises'; // fails: TS2305
export const fine = process.env;
export const place = window.location; // fails: TS2304
export const title = document.title; // fails: TS2584
export const kept = localStorage.length; // fails: TS2304
export const grouped = Map.groupBy([1], String); // fails: TS2550
export { glob };
