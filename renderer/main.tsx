/** The page's entry: styles in their order, then the window. */
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import '@xterm/xterm/css/xterm.css';
import 'uplot/dist/uPlot.min.css';
import './shell/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './shell/App';
import { keepViewOfWindow } from './shell/keep-view';
import { followMotion } from './shell/motion';
import { startMirrors } from './shell/start-mirrors';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
startMirrors(keepViewOfWindow());
followMotion();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
