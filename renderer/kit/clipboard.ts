/**
 * Copies text to the clipboard on a click. Uses the copy command instead of `navigator.clipboard`,
 * because the window denies every permission request, also that one.
 */
export function copyText(text: string): boolean {
  const onCopy = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener('copy', onCopy, { capture: true, once: true });
  const copied = document.execCommand('copy');
  window.removeEventListener('copy', onCopy, { capture: true });
  return copied;
}
