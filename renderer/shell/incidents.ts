/** Tells what was lost when a worker was replaced. */
import { client } from '../connect';
import { sayProblem } from '../kit/toast';
import { incidentTitle } from './words';

export function watchIncidents(): void {
  client.watch(
    'shell.incidents',
    {},
    {
      onEvent(incident) {
        const { role, cause, lost } = incident;
        sayProblem({
          tag: 'shell/part-lost',
          what: `${incidentTitle(role, cause)}.`,
          why: lost,
          next: [],
          facts: { role, cause },
        });
      },
    },
  );
}
