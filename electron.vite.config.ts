import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'electron-vite';
import type { UserConfig as PageConfig, Rolldown } from 'vite';
import { withFirstFrame } from './renderer/first-frame';
import { modulesOfFirstPicture } from './scripts/first-picture.mjs';
import { writeLicences } from './scripts/licences.mjs';

/** The oldest runtime that we run on: see docs/decisions on the development runtime. */
const node = 'node18';
const chrome = 'chrome114';

/** How the page is built, but for which module goes into which file. */
const page = {
  root: 'renderer',
  plugins: [
    react(),
    { name: 'first-frame', transformIndexHtml: { order: 'post', handler: withFirstFrame } },
  ],
  build: {
    target: chrome,
    minify: true,
    // Absolute: the development server resolves it from renderer/, the build from here.
    rolldownOptions: { input: { index: resolve('renderer/index.html') } },
  },
} satisfies PageConfig;

export default defineConfig(async ({ command }) => {
  const entries = { first: '/renderer/boot.ts', program: '/renderer/main.tsx' };
  const needed = command === 'build' ? await modulesOfFirstPicture(page, entries) : new Set();
  const groups = [{ name: 'main', test: (id: string) => needed.has(id) }];
  return config({ groups, includeDependenciesRecursively: false });
});

const config = (codeSplitting: Rolldown.CodeSplittingOptions): UserConfig => ({
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
    ...page,
    build: {
      ...page.build,
      outDir: 'out/renderer',
      rolldownOptions: { ...page.build.rolldownOptions, output: { codeSplitting } },
    },
  },
});
