/** Shows a paste of several lines or with control characters before it reaches the shell. */
import { Button, Group } from '@mantine/core';
import { Dialog } from '../kit/Dialog';
import { plural } from '../kit/format';
import { visibleBlock } from '../kit/safe-text';
import { checkPaste, withoutControls, withoutFinalBreaks } from './paste';
import { sessionOf, useTerminalsUi } from './store';
import classes from './terminals.module.css';

/** The most text that the dialog shows, in characters; the whole is pasted. */
const shownLimit = 20_000;

export function PasteDialog() {
  const paste = useTerminalsUi((state) => state.paste);
  const close = () => {
    useTerminalsUi.setState({ paste: null });
    if (paste) sessionOf(paste.id).terminal.focus();
  };
  if (!paste) return null;
  const { lines, hasControls } = checkPaste(paste.text);
  const clean = withoutControls(paste.text);
  const send = (text: string) => {
    useTerminalsUi.setState({ paste: null });
    sessionOf(paste.id).paste(text);
  };
  return (
    <Dialog opened onClose={close} title={`Paste ${plural(lines, 'line')}?`} size="lg">
      <p className={classes['pasteWhy']}>
        {hasControls
          ? 'The text holds control characters, which can hide what it does. They are shown below and left out.'
          : 'A shell may run each line as soon as it is pasted. Look it over first.'}
      </p>
      <pre className={classes['pasteText']} data-testid="paste-text">
        {visibleBlock(paste.text.slice(0, shownLimit))}
      </pre>
      {paste.text.length > shownLimit && (
        <p className={classes['pasteWhy']}>
          Only the beginning is shown; {plural(paste.text.length, 'character')} would be pasted.
        </p>
      )}
      <Group justify="flex-end" mt="md" gap="sm">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        {lines === 1 && clean !== withoutFinalBreaks(clean) && (
          <Button variant="default" onClick={() => send(withoutFinalBreaks(clean))}>
            Paste without Enter
          </Button>
        )}
        <Button onClick={() => send(clean)} data-autofocus>
          {hasControls ? 'Paste without them' : 'Paste'}
        </Button>
      </Group>
    </Dialog>
  );
}
