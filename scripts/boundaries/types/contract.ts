// compiles as: preload/contract
export const fine = new Map<string, number>();
export const title = document.title; // fails: TS2584
export const place = window.location; // fails: TS2304
export const home = process.env; // fails: TS2591
export const bytes = Buffer.alloc(1); // fails: TS2591
