/**
 * Which columns we ask nvidia-smi for. One column that a driver does not know fails the whole query
 * (`Field "mig.mode.current" is not a valid field to query.`, exit 2): the column named there is
 * dropped, the query retried, and the working list remembered for this server and driver.
 * Free text stands last, because nvidia-smi quotes nothing and names may hold commas.
 */

export const gpuFields = [
  'index',
  'uuid',
  'driver_version',
  'temperature.gpu',
  'utilization.gpu',
  'memory.total',
  'memory.used',
  'power.draw',
  'power.limit',
  'mig.mode.current',
  'name',
] as const;
export type GpuField = (typeof gpuFields)[number];

/** Without these a row means nothing. */
const mandatory: ReadonlySet<GpuField> = new Set(['index', 'uuid', 'name']);

export const processFields = 'gpu_uuid,pid,used_gpu_memory,process_name';

/** The field that nvidia-smi refuses, if that is what its text says. */
export function refusedField(text: string): string | undefined {
  return /Field "([^"]{1,80})" is not a valid field to query/.exec(text)?.[1];
}

/** The working list of columns of one server. */
export class GpuQuery {
  #fields: readonly GpuField[] = gpuFields;
  #driver: string | undefined;

  get fields(): readonly GpuField[] {
    return this.#fields;
  }

  /** Drops a refused column. False when it cannot be spared or was not asked for. */
  drop(field: string): boolean {
    const found = this.#fields.find((candidate) => candidate === field);
    if (!found || mandatory.has(found)) return false;
    this.#fields = this.#fields.filter((candidate) => candidate !== found);
    return true;
  }

  /** Another driver may know more columns: start again with all of them. */
  sawDriver(version: string): void {
    if (this.#driver !== undefined && this.#driver !== version) this.#fields = gpuFields;
    this.#driver = version;
  }
}
