/** The page's entry: styles in their order, then the window. */
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@xterm/xterm/css/xterm.css';
import 'uplot/dist/uPlot.min.css';
import './shell/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './shell/App';
import { startMirrors } from './shell/start-mirrors';
import { keepView } from './shell/store';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
startMirrors();
keepView(sessionStorage);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
