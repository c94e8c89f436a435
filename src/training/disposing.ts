interface Disposable {
  dispose(): void;
}

/**
 * Work with tensors that are disposed of when it ends, however it does.
 *
 * @param work told how to keep what it makes until then
 */
export async function disposing<Result>(
  work: (kept: <Made extends Disposable>(made: Made) => Made) => Promise<Result>,
): Promise<Result> {
  const all: Disposable[] = [];
  try {
    return await work((made) => {
      all.push(made);
      return made;
    });
  } finally {
    for (const made of all) made.dispose();
  }
}
