/** Problems on the command line: what, why and what next, on stderr; never a stack. */
import type { Problem } from '../engine/kit/outcome';
import type { Output } from './output';

/** Labels of buttons that have a command here; buttons of the window alone are left out. */
function advice(problem: Problem): string[] {
  return problem.next.flatMap(({ label, action }) => {
    switch (action?.kind) {
      case 'retry':
        // Obvious here; worth a line only when it says more than the button.
        return label === 'Try again' ? [] : [label];
      case 'open-doctor':
        return [`${label}: labmate doctor ${action.server}`];
      case 'forget-host-key':
        return [`${label.replace(/…$/, '')}: labmate known-hosts remove ${action.server}`];
      case 'open-vpn':
        return [`${label}: labmate vpn open ${action.vpn}`];
      case 'copy':
        return [`${label}: ${action.text}`];
      case 'open-url':
        return [`${label}: ${action.url}`];
      default:
        return [label];
    }
  });
}

/** @param about facts that go beside the problem with --json, such as `{ server }` */
export function showProblem(
  output: Output,
  problem: Problem,
  about: Record<string, unknown> = {},
): void {
  if (output.json) {
    output.noteObject({ ...about, problem });
    return;
  }
  output.note(`labmate: ${problem.what}`);
  if (problem.why) for (const line of problem.why.split('\n')) output.note(`  why: ${line}`);
  for (const line of advice(problem)) output.note(`  next: ${line}`);
  if (problem.detail) {
    for (const line of problem.detail.split('\n')) output.note(`  detail: ${line}`);
  }
}
