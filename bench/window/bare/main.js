// The yardstick: the least that an Electron window can be. `BARE_PAGE` names the page it shows. It
// stands beside Labmate's: Chromium stops drawing a window that is covered.
const { app, BrowserWindow } = require('electron');
const { join } = require('node:path');

const x = 1400;

app.enableSandbox();
app.whenReady().then(() => {
  const window = new BrowserWindow({ x, y: 0, width: 1360, height: 880, show: false });
  window.once('ready-to-show', () => window.show());
  window.loadFile(join(__dirname, process.env.BARE_PAGE ?? 'index.html'));
});
app.on('window-all-closed', () => app.quit());
