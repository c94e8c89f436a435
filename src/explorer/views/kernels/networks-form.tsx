import { useState } from 'preact/hooks';
import { numbersIn } from '../../formats/numbers.ts';
import { Field, SelectField } from '../../parts/fields.tsx';
import { RunButton } from '../../parts/run-button.tsx';
import { HYPER_RATIO } from './networks.ts';

export interface NetworksPlan {
  widths: readonly number[];
  /** Of each width. */
  networks: number;
}

const COUNTS = [100, 300, 1000, 3000].map((count) => ({ value: String(count), label: `${count} of each width` }));
const MOST_WIDTHS = 4;
const WIDEST = 4096;

interface NetworksFormProps {
  plan: NetworksPlan;
  onChange(plan: NetworksPlan): void;
  hyper: boolean;
  running: boolean;
  fraction: number;
  onDraw(): void;
  onStop(): void;
}

/** Which finite networks are drawn. */
export function NetworksForm({ plan, onChange, hyper, running, fraction, onDraw, onStop }: NetworksFormProps) {
  const [typed, setTyped] = useState<string>();
  const hint = hyper ? `Up to four, of g; f is ${HYPER_RATIO} times as wide.` : 'Up to four.';
  return (
    <fieldset class="part">
      <legend>Finite networks</legend>
      <Field label="Widths" hint={hint}>
        {(id) => (
          <input
            id={id}
            value={typed ?? plan.widths.join(', ')}
            inputMode="numeric"
            onInput={({ currentTarget }) => {
              setTyped(currentTarget.value);
              const found = numbersIn(currentTarget.value).filter(
                (width) => Number.isInteger(width) && width >= 1 && width <= WIDEST,
              );
              if (found.length > 0) onChange({ ...plan, widths: [...new Set(found)].slice(0, MOST_WIDTHS) });
            }}
            onBlur={() => setTyped(undefined)}
          />
        )}
      </Field>
      <SelectField
        label="How many"
        value={String(plan.networks)}
        options={COUNTS}
        onChange={(networks) => onChange({ ...plan, networks: Number(networks) })}
      />
      <RunButton running={running} label="Networks drawn" fraction={fraction} onStart={onDraw} onStop={onStop}>
        Draw networks
      </RunButton>
    </fieldset>
  );
}
