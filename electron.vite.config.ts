import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { withFirstFrame } from './renderer/first-frame';
import { writeLicences } from './scripts/licences.mjs';

/** The oldest runtime that we run on: see docs/decisions on the development runtime. */
const node = 'node18';
const chrome = 'chrome114';

export default defineConfig({
  main: {
    plugins: [{ name: 'licences', closeBundle: () => writeLicences(resolve('.')) }],
    build: {
      outDir: 'out/main',
      target: node,
      // From its own hundred files it takes 60 ms, in main and in every worker.
      externalizeDeps: { exclude: ['zod'] },
      minify: false,
      sourcemap: true,
      rollupOptions: {
        input: {
          index: 'main/index.ts',
          worker: 'main/worker/index.ts',
          labmate: 'main/cli/labmate.ts',
        },
        output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: node,
      minify: false,
      rollupOptions: {
        input: { index: 'preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].js' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [
      react(),
      { name: 'first-frame', transformIndexHtml: { order: 'post', handler: withFirstFrame } },
    ],
    build: {
      outDir: 'out/renderer',
      target: chrome,
      minify: true,
      // Absolute: the development server resolves it from renderer/, the build from here.
      rollupOptions: { input: { index: resolve('renderer/index.html') } },
    },
  },
});
