/**
 * The window before its program runs: its frame in its colours, drawn from index.html alone, so that
 * a start shows something at once and nothing jumps when the servers come. Used by the build.
 */
import { type Scheme, tokens } from './shell/tokens';

const colors = (scheme: Scheme) => {
  const { bg, surface, border, muted } = tokens[scheme];
  return `--bg:${bg};--surface:${surface};--line:${border};--muted:${muted}`;
};

/** Measures of shell.module.css and servers.module.css. */
const style = `
:root{color-scheme:light dark;${colors('light')}}
@media(prefers-color-scheme:dark){:root{${colors('dark')}}}
html,body,#root,.first{height:100%;margin:0}
.first:has(~ #root:not(:empty)){display:none}
.first{display:grid;grid-template-columns:clamp(208px,22vw,264px) 1fr;background:var(--bg)}
.first div{box-sizing:border-box;padding:18px 16px;border-right:1px solid var(--line);
background:var(--surface);color:var(--muted);font:600 .75rem system-ui,sans-serif;
letter-spacing:.04em;text-transform:uppercase}
@media(max-width:760px){.first div{display:none}}`;

const frame = '<div class="first" aria-hidden="true"><div>Servers</div></div>';

/** Puts the first frame into the built page. */
export function withFirstFrame(html: string): string {
  return html
    .replace('</head>', `<style>${style}</style></head>`)
    .replace('<div id="root"></div>', `${frame}<div id="root"></div>`);
}
