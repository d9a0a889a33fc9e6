/** Tells what was lost when a worker was replaced. */
import { notifications } from '@mantine/notifications';
import { client } from '../connect';
import { visibleLine } from '../kit/safe-text';
import { incidentTitle } from './words';

export function watchIncidents(): void {
  client.watch(
    'shell.incidents',
    {},
    {
      onEvent(incident) {
        notifications.show({
          title: incidentTitle(incident.role, incident.cause),
          message: visibleLine(incident.lost),
          color: 'yellow',
          autoClose: false,
          withBorder: true,
        });
      },
    },
  );
}
