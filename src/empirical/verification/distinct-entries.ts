/** The indices of the entries of a matrix that stand for all: of a symmetric one those on and above its diagonal. */
export function distinctEntries(rows: number, columns: number, symmetric: boolean): number[] {
  const indices: number[] = [];
  for (let i = 0; i < rows; i++) for (let j = symmetric ? i : 0; j < columns; j++) indices.push(i * columns + j);
  return indices;
}
