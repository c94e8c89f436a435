/** What clients keep in the service and refer to by id. */
export type ThingKind = 'job' | 'array' | 'regression' | 'training';

/** One of them. */
export interface Thing {
  kind: ThingKind;
  id: string;
  /** Whose it is; undefined: nobody's. Ids of arrays are each owner's own. */
  owner?: string | undefined;
}

/** Where things stand in the data directory. */
export const FOLDERS: Readonly<Record<ThingKind, string>> = {
  job: 'jobs',
  array: 'arrays',
  regression: 'regressions',
  training: 'trainings',
};
