import type { Schema } from '../../client/index.ts';
import { NumberField, NumberFields, SelectField } from './fields.tsx';

export type Architecture = Schema<'Architecture'>;
export type Mlp = Schema<'Mlp'>;
export type Hypernetwork = Schema<'Hypernetwork'>;
type ActivationName = Schema<'Activation'>['name'];

const ACTIVATIONS: readonly { value: Exclude<ActivationName, 'custom'>; label: string }[] = [
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
const RELU_HYPERNETWORK: Hypernetwork = {
  type: 'hypernetwork',
  hyper: RELU_MLP,
  primary: { ...RELU_MLP, depth: 2 },
};

const DEPTH = [{ name: 'depth', label: 'Depth', min: 1, max: 64, step: 1 }] as const;
const DEVIATIONS = [
  { name: 'weight_std', label: 'Weight std', min: 0, max: 10, step: 0.1 },
  { name: 'bias_std', label: 'Bias std', min: 0, max: 10, step: 0.1 },
] as const;

interface FormProps<Value> {
  value: Value;
  onChange(value: Value): void;
}

/** Builds a network or a hypernetwork. */
export function ArchitectureForm({ value, onChange }: FormProps<Architecture>) {
  return (
    <div class="stack">
      <SelectField
        label="Architecture"
        value={value.type}
        options={TYPES}
        onChange={(type) => onChange(type === 'mlp' ? RELU_MLP : RELU_HYPERNETWORK)}
      />
      {value.type === 'mlp' ? (
        <MlpForm value={value} onChange={onChange} />
      ) : (
        <HypernetworkForm value={value} onChange={onChange} />
      )}
    </div>
  );
}

export function HypernetworkForm({ value, onChange }: FormProps<Hypernetwork>) {
  return (
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
  );
}

function MlpForm({ value, onChange }: FormProps<Mlp>) {
  const deviations = { weight_std: value.weight_std as number, bias_std: value.bias_std ?? 0 };
  return (
    <div class="pairs">
      <NumberFields fields={DEPTH} values={value} onChange={onChange} />
      <SelectField
        label="Activation"
        value={value.activation.name as 'relu'}
        options={ACTIVATIONS as readonly { value: 'relu'; label: string }[]}
        onChange={(name) => onChange({ ...value, activation: { name } })}
      />
      <NumberFields fields={DEVIATIONS} values={deviations} onChange={(next) => onChange({ ...value, ...next })} />
    </div>
  );
}

const FEATURES = [
  { value: 'none', label: 'z as it is' },
  { value: 'fourier_limit', label: 'Fourier features' },
] as const;

function Features({ value, onChange }: FormProps<Hypernetwork>) {
  const { coordinate_features: features, ...plain } = value;
  const limit = features?.kind === 'fourier_limit' ? features : undefined;
  return (
    <div class="pairs">
      <SelectField
        label="Coordinates"
        value={limit ? 'fourier_limit' : 'none'}
        options={FEATURES}
        onChange={(kind) => onChange(kind === 'none' ? plain : { ...plain, coordinate_features: { kind, length_scale: 1 } })}
      />
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

export function activationLabel(name: ActivationName): string {
  return ACTIVATIONS.find(({ value }) => value === name)?.label ?? name;
}

/** In a few words: ReLU, depth 3. */
export function nameOf(architecture: Architecture): string {
  const mlp = ({ depth, activation }: Mlp) => `${activationLabel(activation.name)}, depth ${depth}`;
  return architecture.type === 'mlp'
    ? `network (${mlp(architecture)})`
    : `hypernetwork (f: ${mlp(architecture.hyper)}; g: ${mlp(architecture.primary)})`;
}
