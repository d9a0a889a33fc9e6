/**
 * Makes the output of a terminal inert: nothing that a program prints may cause input, a copy or an
 * action. Sources: xterm's control sequences (invisible-island.net/xterm/ctlseqs), OSC and CSI t.
 */
import type { Terminal } from '@xterm/xterm';

/** OSC numbers whose query form (`?`) would make the terminal type an answer: colours. */
const colourQueries = [4, 10, 11, 12];
/** OSC 52 reaches the clipboard; 1 sets the icon's title; 50 fonts; 777 and 9 notifications. */
const swallowed = [1, 9, 50, 52, 777];
/** OSC 0 and 2 set the title. */
const titles = [0, 2];

/** `onTitle` gets titles as they came: xterm never learns them and so can never report one. */
export function makeInert(terminal: Terminal, onTitle?: (title: string) => void): void {
  for (const number of titles)
    terminal.parser.registerOscHandler(number, (title) => {
      onTitle?.(title);
      return true;
    });
  for (const number of swallowed) terminal.parser.registerOscHandler(number, () => true);
  for (const number of colourQueries)
    terminal.parser.registerOscHandler(number, (data) => data.includes('?'));
  // Window reports and title reports (CSI 14 t, CSI 21 t, …) type text that output has chosen.
  terminal.parser.registerCsiHandler({ final: 't' }, () => true);
  // DECRQSS and XTGETTCAP answer with text too; programs do without.
  terminal.parser.registerDcsHandler({ intermediates: '$', final: 'q' }, () => true);
  terminal.parser.registerDcsHandler({ intermediates: '+', final: 'q' }, () => true);
}
