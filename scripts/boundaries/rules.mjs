/**
 * Who may import what: the whole table. The first room whose `files` fit a file is its room, and
 * whatever its `may` does not name is refused.
 *
 * Patterns: `*` is one path segment, `**` any number, `<name>` one segment that is the same one in
 * `may` as in `files`. `type x` allows `import type` only. Paths have no extension; a folder means
 * its `index`. What is no path is a package; `node:**` is all of Node's own modules.
 * Tests (`*.test.ts`) may import what they like.
 */

/** What every room of the engine builds on. */
const engineGround = [
  'node:**',
  'main/engine/kit/**',
  'main/engine/host',
  'type main/engine/serve/**', // the shape of handlers; who runs them is the worker's affair
  'type preload/contract/**', // its words; values only of the capability's own file, see below
];

/** How one capability may use another. */
const neighbours = [
  'main/engine/*/index',
  // What the rest of the engine sees of a connection. Interfaces, apart from index.ts so that a
  // room that needs no connection of its own does not load the SSH library.
  'type main/engine/connections/link',
  'type main/engine/connections/sftp',
  // What an alias of the ssh config means: plain data, read by whoever connects.
  'type main/engine/servers/resolved',
];

/** Programs that put the engine's rooms together. */
const composition = [
  'node:**',
  'main/engine/*/index',
  'main/engine/kit/**',
  'main/engine/serve/**',
  'main/engine/host',
  'preload/contract/**',
  'type main/engine/connections/link',
  'type main/engine/connections/sftp',
];

/** Libraries that draw. */
const drawing = [
  'react',
  'react-dom',
  'react-dom/client',
  '@dnd-kit/*',
  '@tanstack/react-virtual',
  '@mantine/*',
  '@mantine/*/**',
  'lucide-react',
  'zustand',
];

export const rooms = [
  {
    room: 'contract',
    files: ['preload/contract/**'],
    may: ['zod', 'preload/contract/**'],
    why: 'it is read on both sides of the boundary: no DOM, no Node',
  },
  {
    room: 'preload',
    files: ['preload/**'],
    may: ['electron', 'preload/*', 'type preload/contract/**'],
    why: 'it runs in the page’s sandbox and must stay small enough to read in one go',
  },
  {
    room: 'rsync/wire',
    files: ['main/engine/rsync/wire/**'],
    may: ['main/engine/rsync/wire/**'],
    why: 'pure bytes',
  },
  {
    room: 'rsync/checksum',
    files: ['main/engine/rsync/checksum/**'],
    may: ['hash-wasm', 'node:crypto', 'main/engine/rsync/checksum/**'],
    why: 'pure functions over bytes',
  },
  {
    room: 'rsync/compress',
    files: ['main/engine/rsync/compress/**'],
    may: ['node:zlib', 'main/engine/rsync/compress/**'],
    why: 'pure functions over bytes',
  },
  {
    room: 'rsync',
    files: ['main/engine/rsync/**'],
    may: [
      'main/engine/rsync/**',
      'main/engine/kit/outcome',
      'main/engine/kit/quote',
      'node:buffer',
      'node:crypto',
    ],
    why: 'it reaches the world through ports.ts alone, so that it can be a library of its own',
  },
  {
    room: 'kit',
    files: ['main/engine/kit/**'],
    may: ['node:**', 'main/engine/kit/**', 'type preload/contract/**'],
    why: 'everybody builds on it',
  },
  {
    room: 'host',
    files: ['main/engine/*'],
    may: ['type main/engine/kit/**', 'type preload/contract/**'],
    why: 'it is an interface',
  },
  {
    room: 'serve',
    files: ['main/engine/serve/**'],
    may: [
      ...['node:**', 'zod', 'main/engine/serve/**', 'main/engine/kit/**', 'main/engine/host'],
      'preload/contract/**',
    ],
    why: 'it runs procedures and knows no capability',
  },
  {
    room: 'keys/formats',
    files: ['main/engine/keys/formats/**'],
    may: ['main/engine/keys/formats/**', 'node:crypto', 'node:module', 'node:worker_threads'],
    why: 'pure functions over the bytes of key files; keys and connections both read them',
  },
  {
    room: 'connections',
    files: ['main/engine/connections/**'],
    may: [
      ...['ssh2', 'ssh2/**', 'zod', 'main/engine/connections/**'],
      'main/engine/keys/formats/index',
      ...[...engineGround, ...neighbours, 'preload/contract/connections'],
    ],
    not: ['main/engine/demo/**'],
    why: 'it is the only room that knows the SSH library',
  },
  {
    room: 'demo',
    files: ['main/engine/demo/**'],
    may: ['ssh2', 'ssh2/**', 'main/engine/demo/**', ...engineGround, 'main/engine/servers/index'],
    why: 'it is an SSH server, seen by the others as any other server',
  },
  {
    room: 'capability',
    files: ['main/engine/<capability>/**'],
    may: [
      ...['zod', 'main/engine/<capability>/**', 'preload/contract/<capability>'],
      ...['preload/contract/wire', ...engineGround, ...neighbours],
    ],
    not: ['main/engine/demo/**'],
    why: 'another capability is used through its index.ts, SSH through connections',
  },
  {
    room: 'app',
    files: ['main/app/**', 'main/index'],
    may: ['electron', 'zod', 'main/app/**', 'main/worker/messages', ...composition],
    not: ['main/engine/demo/**'],
    why: 'it is the Electron shell: the work is done in the engine',
  },
  {
    room: 'worker',
    files: ['main/worker/**'],
    may: ['main/worker/**', ...composition],
    why: 'the engine’s code must run without Electron; it alone starts the demo lab',
  },
  {
    room: 'cli',
    files: ['main/cli/**'],
    may: ['zod', 'main/cli/**', 'package.json', ...composition],
    not: ['main/engine/demo/**'],
    why: 'the command line runs in plain Node',
  },
  {
    room: 'page/connect',
    files: ['renderer/connect/**'],
    may: ['react', 'zustand', 'renderer/connect/**', 'type preload/**'],
    why: 'it is the client: no looks, and the contract by its types alone',
  },
  {
    room: 'page/kit',
    files: ['renderer/kit/**'],
    may: [
      ...[...drawing, 'uplot', 'renderer/kit/**', 'renderer/connect/**', 'renderer/shell/tokens'],
      'type preload/contract/**',
    ],
    why: 'shared components know no capability',
  },
  {
    room: 'page/shell',
    files: ['renderer/*', 'renderer/shell/**'],
    may: [
      ...[
        ...drawing,
        '@xterm/xterm/css/*',
        'uplot/dist/*.css',
        'renderer/shell/**',
        'renderer/connect/**',
      ],
      ...['renderer/kit/**', 'type preload/contract/**'],
      ...['renderer/*', 'renderer/*/index', 'renderer/*/Panel', 'renderer/*/store'],
    ],
    why: 'it puts the capabilities’ panels on the screen',
  },
  {
    room: 'page/capability',
    files: ['renderer/<capability>/**'],
    may: [
      ...[...drawing, '@xterm/*', '@xterm/*/**', 'uplot', 'uplot/**'],
      ...['renderer/<capability>/**', 'renderer/connect/**', 'renderer/kit/**'],
      ...['renderer/*/index', 'renderer/*/Panel', 'renderer/*/store', 'renderer/shell/tokens'],
      'type preload/contract/**',
    ],
    why: 'it sees the engine through renderer/connect and its neighbours through Panel and store',
  },
];

/** Where no program may be started through a shell (guide: "No shell on the local side, ever"). */
export const shellFree = ['main/**', 'preload/**', 'renderer/**'];
