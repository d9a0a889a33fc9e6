import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawnBy, isSoftware } from './graphics-choice';

// As drivers name themselves to Chromium.
const computed = [
  'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
  'ANGLE (Mesa, llvmpipe (LLVM 15.0.7, 256 bits), OpenGL 4.5)',
  'ANGLE (Microsoft, Microsoft Basic Render Driver (0x0000008C) Direct3D11 vs_5_0 ps_5_0, D3D11)',
  'Software Rasterizer',
];
const real = [
  'ANGLE (NVIDIA, NVIDIA GeForce RTX 3090/PCIe/SSE2, OpenGL 4.5.0)',
  'ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)',
  'ANGLE (Apple, ANGLE Metal Renderer: Apple M1, Unspecified Version)',
];

test('only a real GPU draws by itself', () => {
  for (const name of computed) {
    assert.equal(isSoftware(name), true, name);
    assert.equal(drawnBy('auto', name), 'dom', name);
  }
  for (const name of real) assert.equal(drawnBy('auto', name), 'webgl', name);
});

test('a wish counts, but not where there is no WebGL', () => {
  assert.equal(drawnBy('webgl', computed[0] ?? ''), 'webgl');
  assert.equal(drawnBy('dom', real[0] ?? ''), 'dom');
  assert.equal(drawnBy('webgl', null), 'dom');
  assert.equal(drawnBy('auto', null), 'dom');
});
