import type { Schema } from '../../client/index.ts';
import { Field, NumberField, SelectField } from './fields.tsx';

export type Architecture = Schema<'Architecture'>;
export type Mlp = Schema<'Mlp'>;
export type Hypernetwork = Schema<'Hypernetwork'>;
type ActivationName = Schema<'Activation'>['name'];

export const ACTIVATIONS: readonly { value: Exclude<ActivationName, 'custom'>; label: string }[] = [
  { value: 'relu', label: 'ReLU' },
  { value: 'leaky_relu', label: 'leaky ReLU' },
  { value: 'gelu', label: 'GELU' },
  { value: 'erf', label: 'erf' },
  { value: 'tanh', label: 'tanh' },
  { value: 'sin', label: 'sin' },
  { value: 'cos', label: 'cos' },
  { value: 'abs', label: 'abs' },
  { value: 'rbf', label: 'RBF' },
  { value: 'identity', label: 'identity' },
];

const TYPES = [
  { value: 'mlp', label: 'Network' },
  { value: 'hypernetwork', label: 'Hypernetwork' },
] as const;

export const RELU_MLP: Mlp = { type: 'mlp', depth: 3, activation: { name: 'relu' }, weight_std: 1, bias_std: 0 };
export const RELU_HYPERNETWORK: Hypernetwork = {
  type: 'hypernetwork',
  hyper: RELU_MLP,
  primary: { ...RELU_MLP, depth: 2 },
};

interface ArchitectureFormProps {
  value: Architecture;
  /** Without the choice of the type. */
  only?: Architecture['type'];
  onChange(value: Architecture): void;
}

/** Builds a network or a hypernetwork. */
export function ArchitectureForm({ value, only, onChange }: ArchitectureFormProps) {
  return (
    <div class="stack">
      {only === undefined && (
        <SelectField
          label="Architecture"
          value={value.type}
          options={TYPES}
          onChange={(type) => onChange(type === 'mlp' ? RELU_MLP : RELU_HYPERNETWORK)}
        />
      )}
      {value.type === 'mlp' ? (
        <MlpForm value={value} onChange={onChange} />
      ) : (
        <>
          <fieldset class="part">
            <legend>f, makes the weights from x</legend>
            <MlpForm value={value.hyper} onChange={(hyper) => onChange({ ...value, hyper })} />
          </fieldset>
          <fieldset class="part">
            <legend>g, has them, and sees z</legend>
            <MlpForm value={value.primary} onChange={(primary) => onChange({ ...value, primary })} />
            <Features value={value} onChange={onChange} />
          </fieldset>
        </>
      )}
    </div>
  );
}

function MlpForm({ value, onChange }: { value: Mlp; onChange(value: Mlp): void }) {
  return (
    <div class="pairs">
      <NumberField
        label="Depth"
        value={value.depth}
        min={1}
        max={64}
        step={1}
        onChange={(depth) => onChange({ ...value, depth })}
      />
      <SelectField
        label="Activation"
        value={value.activation.name as 'relu'}
        options={ACTIVATIONS as readonly { value: 'relu'; label: string }[]}
        onChange={(name) => onChange({ ...value, activation: { name } })}
      />
      <NumberField
        label="Weight std"
        value={value.weight_std as number}
        min={0}
        max={10}
        step={0.1}
        onChange={(weight_std) => onChange({ ...value, weight_std })}
      />
      <NumberField
        label="Bias std"
        value={value.bias_std ?? 0}
        min={0}
        max={10}
        step={0.1}
        onChange={(bias_std) => onChange({ ...value, bias_std })}
      />
    </div>
  );
}

const FEATURES = [
  { value: 'none', label: 'z as it is' },
  { value: 'fourier_limit', label: 'Fourier features' },
] as const;

function Features({ value, onChange }: { value: Hypernetwork; onChange(value: Hypernetwork): void }) {
  const features = value.coordinate_features;
  const limit = features?.kind === 'fourier_limit' ? features : undefined;
  return (
    <div class="pairs">
      <Field label="Coordinates">
        {(id) => (
          <select
            id={id}
            value={limit ? 'fourier_limit' : 'none'}
            onChange={({ currentTarget }) => {
              const { coordinate_features: _, ...plain } = value;
              const kind = currentTarget.value;
              onChange(kind === 'none' ? plain : { ...plain, coordinate_features: { kind: 'fourier_limit', length_scale: 1 } });
            }}
          >
            {FEATURES.map((option) => (
              <option value={option.value}>{option.label}</option>
            ))}
          </select>
        )}
      </Field>
      {limit && (
        <NumberField
          label="Length scale"
          value={limit.length_scale}
          min={0.01}
          max={100}
          step={0.1}
          onChange={(length_scale) => onChange({ ...value, coordinate_features: { ...limit, length_scale } })}
        />
      )}
    </div>
  );
}

/** In a few words: ReLU, depth 3. */
export function nameOf(architecture: Architecture): string {
  const mlp = ({ depth, activation }: Mlp) =>
    `${ACTIVATIONS.find(({ value }) => value === activation.name)?.label ?? activation.name}, depth ${depth}`;
  return architecture.type === 'mlp'
    ? `network (${mlp(architecture)})`
    : `hypernetwork (f: ${mlp(architecture.hyper)}; g: ${mlp(architecture.primary)})`;
}
