/** What other parts of the window use of the transfers. */
export {
  downloadChosen,
  uploadChosen,
  uploadDropped,
  useLastFolder,
  useTransfers,
  useTray,
} from './store';
export { TransferTray } from './Tray';
export { isActive, summaryWords } from './words';
