import { ArchitectureForm } from '../../parts/architecture-form.tsx';
import { NumberField } from '../../parts/fields.tsx';
import { MODEL, type Model } from './plan.ts';

/** The hypernetwork, and how it is fitted. */
export function ModelForm({ model, onChange }: { model: Model; onChange(model: Model): void }) {
  return (
    <details>
      <summary>The model</summary>
      <div class="stack model">
        <ArchitectureForm
          only="hypernetwork"
          value={model.architecture}
          onChange={(architecture) => architecture.type === 'hypernetwork' && onChange({ ...model, architecture })}
        />
        <div class="pairs">
          <NumberField
            label="Ridge λ"
            value={model.ridge}
            min={0.0001}
            max={100}
            step={0.1}
            onChange={(ridge) => onChange({ ...model, ridge })}
          />
          <NumberField
            label="Similar digits"
            value={model.neighbours}
            min={2}
            max={40}
            step={1}
            onChange={(neighbours) => onChange({ ...model, neighbours })}
          />
        </div>
        <button type="button" class="quiet" onClick={() => onChange(MODEL)}>
          As it was
        </button>
      </div>
    </details>
  );
}
