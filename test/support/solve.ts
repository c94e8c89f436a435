/** Small dense linear algebra written for reading: the oracle of the regression tests. */

/** A⁻¹B by Gauss–Jordan elimination with row pivoting; A is `[n, n]`, B `[n, k]`. */
export function solve(a: number[][], b: number[][]): number[][] {
  const n = a.length;
  const rows = a.map((row, i) => [...row, ...b[i]!]);
  for (let column = 0; column < n; column++) {
    const best = rows
      .slice(column)
      .reduce((top, row, i) => (Math.abs(row[column]!) > Math.abs(rows[top]![column]!) ? column + i : top), column);
    [rows[column], rows[best]] = [rows[best]!, rows[column]!];
    const pivot = rows[column]!;
    for (let i = 0; i < n; i++) {
      if (i === column) continue;
      const factor = rows[i]![column]! / pivot[column]!;
      rows[i] = rows[i]!.map((value, j) => value - factor * pivot[j]!);
    }
  }
  return rows.map((row, i) => row.slice(n).map((value) => value / row[i]!));
}

export function multiply(a: number[][], b: number[][]): number[][] {
  return a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
}

export function transpose(a: number[][]): number[][] {
  return a[0]!.map((_, j) => a.map((row) => row[j]!));
}

/** K + λI */
export function shifted(kernel: number[][], lambda: number): number[][] {
  return kernel.map((row, i) => row.map((value, j) => (i === j ? value + lambda : value)));
}
