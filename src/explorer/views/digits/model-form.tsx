import { HypernetworkForm } from '../../parts/architecture-form.tsx';
import { NumberFields } from '../../parts/fields.tsx';
import { MODEL, type Model } from './plan.ts';

const NUMBERS = [
  { name: 'ridge', label: 'Ridge λ', min: 0.0001, max: 100, step: 0.1 },
  { name: 'neighbours', label: 'Similar digits', min: 2, max: 40, step: 1 },
] as const;

/** The hypernetwork, and how it is fitted. */
export function ModelForm({ model, onChange }: { model: Model; onChange(model: Model): void }) {
  return (
    <details>
      <summary>The model</summary>
      <div class="stack model">
        <HypernetworkForm value={model.architecture} onChange={(architecture) => onChange({ ...model, architecture })} />
        <div class="pairs">
          <NumberFields fields={NUMBERS} values={model} onChange={onChange} />
        </div>
        <button type="button" class="quiet" onClick={() => onChange(MODEL)}>
          As it was
        </button>
      </div>
    </details>
  );
}
