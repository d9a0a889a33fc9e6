/** Whether WebGL or the DOM draws. Pure. */

/** Names of drivers that compute on the processor (Chromium's, Mesa's, Windows's). */
const software = /swiftshader|llvmpipe|softpipe|swrast|software|basic render|\bwarp\b/i;

export function isSoftware(renderer: string): boolean {
  return software.test(renderer);
}

/** `renderer` is the driver's name, null where there is no WebGL. */
export function drawnBy(wish: 'auto' | 'webgl' | 'dom', renderer: string | null): 'webgl' | 'dom' {
  if (wish === 'dom' || renderer === null) return 'dom';
  return wish === 'webgl' || !isSoftware(renderer) ? 'webgl' : 'dom';
}
