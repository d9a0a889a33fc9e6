// compiles as: main
import { app } from 'electron';
export const fine = app.getPath('home');
export const title = document.title; // fails: TS2584
export const place = window.location; // fails: TS2304
