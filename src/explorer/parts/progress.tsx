/** How far some work is. */
export function Progress({ label, fraction }: { label: string; fraction: number }) {
  return (
    <div class="progress">
      <progress aria-label={label} max={1} value={fraction} />
      <span>{Math.floor(100 * fraction)} %</span>
    </div>
  );
}
