/**
 * Who draws terminals: WebGL where a real GPU stands behind it, else the DOM. A WebGL that the
 * processor computes (SwiftShader, llvmpipe) is slower than the DOM.
 */
import type { Terminal } from '@xterm/xterm';
import { create } from 'zustand';
import { say } from '../kit/toast';
import { drawnBy } from './graphics-choice';

export interface Graphics {
  /** What draws terminals now. */
  used: 'webgl' | 'dom';
  /** As the driver names itself; null where there is no WebGL. */
  renderer: string | null;
  /** The graphics card let go of a terminal: the DOM draws until the window is loaded again. */
  lost: boolean;
}

type Wish = Parameters<typeof drawnBy>[0];

let asked: { name: string | null } | undefined;
let wish: Wish = 'auto';

export const useGraphics = create<Graphics>()(() => ({ used: 'dom', renderer: null, lost: false }));

/** Asks the driver for its name, once. */
function rendererName(): string | null {
  asked ??= { name: readName() };
  return asked.name;
}

function readName(): string | null {
  const context = document.createElement('canvas').getContext('webgl2');
  if (!context) return null;
  const info = context.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = context.getParameter(
    info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER,
  );
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return String(name);
}

/** Decides anew after the setting changed, or at the start. */
export function chooseGraphics(wanted: Wish): Graphics {
  wish = wanted;
  const renderer = rendererName();
  const { lost } = useGraphics.getState();
  const next: Graphics = { used: lost ? 'dom' : drawnBy(wish, renderer), renderer, lost };
  useGraphics.setState(next);
  return next;
}

/** Makes `useGraphics` tell the driver's name before any terminal was shown. */
export function lookAtGraphics(): void {
  chooseGraphics(wish);
}

function fallBack(): void {
  if (useGraphics.getState().lost) return;
  useGraphics.setState({ used: 'dom', lost: true });
  say('The graphics card let go of the terminal. It is drawn more simply from now on.');
}

/** Lets WebGL draw an opened terminal until the returned function is called. */
export function drawWithWebgl(terminal: Terminal): () => void {
  let stopped = false;
  let stop = () => {};
  void import('@xterm/addon-webgl').then(({ WebglAddon }) => {
    if (stopped) return;
    try {
      const addon = new WebglAddon();
      addon.onContextLoss(() => {
        addon.dispose();
        stop = () => {};
        fallBack();
      });
      terminal.loadAddon(addon);
      stop = () => addon.dispose();
    } catch {
      fallBack(); // the driver promised what it does not keep
    }
  });
  return () => {
    stopped = true;
    stop();
  };
}
