import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';

/** A labelled control. */
export function Field({ label, hint, children }: { label: string; hint?: string; children: (id: string) => ComponentChildren }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(id)}
      {hint && <p class="hint">{hint}</p>}
    </div>
  );
}

interface NumberFieldProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onChange(value: number): void;
}

/** A number; what is out of its bounds while it is typed, or not whole where its step is 1, is not passed on. */
export function NumberField({ label, value, min, max, step, onChange }: NumberFieldProps) {
  const [typed, setTyped] = useState<string>();
  const accepted = (next: string) =>
    next.trim() !== '' && Number(next) >= min && Number(next) <= max && (step !== 1 || Number.isInteger(Number(next)));
  return (
    <Field label={label}>
      {(id) => (
        <input
          id={id}
          type="number"
          min={min}
          max={max}
          step={step}
          value={typed ?? String(value)}
          onInput={({ currentTarget }) => {
            setTyped(currentTarget.value);
            if (accepted(currentTarget.value)) onChange(Number(currentTarget.value));
          }}
          onBlur={() => setTyped(undefined)}
        />
      )}
    </Field>
  );
}

interface NumberFieldsProps<Name extends string, Values> {
  fields: readonly (Omit<NumberFieldProps, 'value' | 'onChange'> & { name: Name })[];
  values: Values;
  onChange(values: Values): void;
}

/** Numbers that are members of something, a field for each that is listed. */
export function NumberFields<Name extends string, Values extends Readonly<Record<Name, number>>>({
  fields,
  values,
  onChange,
}: NumberFieldsProps<Name, Values>) {
  return fields.map(({ name, ...field }) => (
    <NumberField key={name} {...field} value={values[name]} onChange={(value) => onChange({ ...values, [name]: value })} />
  ));
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange(value: Value): void;
}

/** One of some, in a list that opens. */
export function SelectField<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <Field label={label}>
      {(id) => (
        <select id={id} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value as Value)}>
          {options.map((option) => (
            <option value={option.value}>{option.label}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** One of a few, all in sight. */
export function Segments<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <fieldset class="segments" aria-label={label}>
      {options.map((option) => (
        <button type="button" aria-pressed={option.value === value} onClick={() => onChange(option.value)}>
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  onChange(checked: boolean): void;
}

export function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={({ currentTarget }) => onChange(currentTarget.checked)} /> {label}
    </label>
  );
}
