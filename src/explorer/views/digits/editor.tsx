import { useEffect, useRef, useState } from 'preact/hooks';
import { type Drawing, type Tool, touched } from './drawing.ts';
import type { Mask } from './erasures.ts';
import { CELL, type PictureLook, paint } from './picture.tsx';
import { SIDE } from './sample.ts';

const LOOK: PictureLook = { map: 'grey', range: [0, 1], hideErased: true };
const STEPS: Readonly<Record<string, readonly [down: number, across: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

interface EditorProps {
  drawing: Drawing;
  tool: Tool;
  onChange(drawing: Drawing): void;
}

/** The digit to draw on and to erase, by pointer or by keys. */
export function Editor({ drawing, tool, onChange }: EditorProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [cursor, setCursor] = useState<readonly [row: number, column: number]>();
  // What a stroke has done so far: events come faster than the page is drawn.
  const latest = useRef(drawing);
  latest.current = drawing;
  useEffect(() => {
    paint(canvas.current!, drawing.image, drawing.seen, LOOK);
    if (cursor) frame(canvas.current!, cursor);
  }, [drawing, cursor]);
  const touch = (row: number, column: number) => {
    latest.current = touched(latest.current, tool, row, column);
    onChange(latest.current);
  };
  const touchAt = (event: PointerEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    const at = (place: number, length: number) => Math.min(SIDE - 1, Math.max(0, Math.floor((place / length) * SIDE)));
    touch(at(event.clientY - box.top, box.height), at(event.clientX - box.left, box.width));
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it is drawn on, by pointer and keys */}
      <canvas
        ref={canvas}
        class="editor"
        width={SIDE * CELL}
        height={SIDE * CELL}
        tabIndex={0}
        role="application"
        aria-label={`Digit of 28 by 28 pixels. Arrow keys move, space to ${tool}.`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          touchAt(event);
        }}
        onPointerMove={(event) => event.buttons > 0 && touchAt(event)}
        onKeyDown={(event) => {
          const [row, column] = cursor ?? [SIDE / 2, SIDE / 2];
          const step = STEPS[event.key];
          if (step) setCursor([clamped(row + step[0]), clamped(column + step[1])]);
          else if (event.key === ' ' || event.key === 'Enter') touch(row, column);
          else return;
          event.preventDefault();
        }}
        onBlur={() => setCursor(undefined)}
      />
      <p class="unseen" aria-live="polite">
        {cursor && placeInWords(cursor, drawing.seen)}
      </p>
    </>
  );
}

function placeInWords([row, column]: readonly [number, number], seen: Mask): string {
  return `Row ${row + 1}, column ${column + 1}, ${seen[row * SIDE + column] === 1 ? 'seen' : 'erased'}`;
}

const clamped = (value: number) => Math.min(SIDE - 1, Math.max(0, value));

function frame(canvas: HTMLCanvasElement, [row, column]: readonly [number, number]): void {
  const context = canvas.getContext('2d')!;
  context.strokeStyle = '#ffb454';
  context.lineWidth = 2;
  context.strokeRect(column * CELL - 1, row * CELL - 1, CELL + 2, CELL + 2);
}
