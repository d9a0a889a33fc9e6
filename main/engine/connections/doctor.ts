/** placeholder written next */
import type { DoctorStep } from '../../../preload/contract/servers';
import type { ResolvedServer } from '../servers/resolved';
import type { AttemptContext } from './attempt';

export interface Examination {
  server: string;
  resolve(): Promise<ResolvedServer>;
  context: AttemptContext;
  emit(steps: DoctorStep[]): void;
}

export async function examine(_about: Examination): Promise<{ healthy: boolean }> {
  return { healthy: false };
}
