import type { ComponentChildren } from 'preact';
import { Progress } from './progress.tsx';

interface RunButtonProps {
  running: boolean;
  /** What the progress is of. */
  label: string;
  fraction: number;
  disabled?: boolean;
  onStart(): void;
  onStop(): void;
  children: ComponentChildren;
}

/** Starts what takes a while; then tells how far it is, and stops it. */
export function RunButton({ running, label, fraction, disabled = false, onStart, onStop, children }: RunButtonProps) {
  return running ? (
    <>
      <Progress label={label} fraction={fraction} />
      <button type="button" onClick={onStop}>
        Stop
      </button>
    </>
  ) : (
    <button type="button" class="primary" disabled={disabled} onClick={onStart}>
      {children}
    </button>
  );
}
