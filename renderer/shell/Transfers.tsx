/** The tray of transfers, which is empty at a start: loaded behind the first picture. */
export { TransferTray } from '../transfers';
