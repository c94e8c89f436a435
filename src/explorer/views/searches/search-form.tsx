import { activationLabel } from '../../parts/architecture-form.tsx';
import { Check, Field, SelectField } from '../../parts/fields.tsx';
import { DATA_SETS } from './data-sets.ts';
import { ACTIVATION_NAMES, type ActivationName, CRITERIA, type SearchPlan } from './plan.ts';

const SOURCES = [
  ...Object.entries(DATA_SETS).map(([value, { label }]) => ({ value: value as SearchPlan['source'], label })),
  { value: 'pasted' as const, label: 'Numbers of your own' },
];
const LISTS = [
  { name: 'depths', label: 'Depths' },
  { name: 'ridges', label: 'Ridges λ' },
  { name: 'weightStds', label: 'Weight std' },
  { name: 'biasStds', label: 'Bias std' },
] as const;

interface SearchFormProps {
  plan: SearchPlan;
  onChange(plan: SearchPlan): void;
}

/** The data, the space and what is made small. */
export function SearchForm({ plan, onChange }: SearchFormProps) {
  const toggle = (name: ActivationName, on: boolean) =>
    onChange({ ...plan, activations: on ? [...plan.activations, name] : plan.activations.filter((other) => other !== name) });
  return (
    <div class="stack">
      <SelectField label="Data" value={plan.source} options={SOURCES} onChange={(source) => onChange({ ...plan, source })} />
      {plan.source === 'pasted' && (
        <Field label="Lines of numbers, y last" hint="Commas, semicolons, tabs or spaces between.">
          {(id) => (
            <textarea
              id={id}
              rows={7}
              spellcheck={false}
              placeholder={'0.1, 0.52\n0.4, 0.81\n…'}
              value={plan.pasted}
              onInput={({ currentTarget }) => onChange({ ...plan, pasted: currentTarget.value })}
            />
          )}
        </Field>
      )}
      <fieldset class="part">
        <legend>Values to try</legend>
        <fieldset class="row" aria-label="Activations">
          {ACTIVATION_NAMES.map((name) => (
            <Check
              key={name}
              label={activationLabel(name)}
              checked={plan.activations.includes(name)}
              onChange={(on) => toggle(name, on)}
            />
          ))}
        </fieldset>
        <div class="pairs">
          {LISTS.map(({ name, label }) => (
            <Field key={name} label={label}>
              {(id) => (
                <input
                  id={id}
                  value={plan[name]}
                  onInput={({ currentTarget }) => onChange({ ...plan, [name]: currentTarget.value })}
                />
              )}
            </Field>
          ))}
        </div>
      </fieldset>
      <SelectField
        label="Judged by"
        value={plan.criterion}
        options={CRITERIA}
        onChange={(criterion) => onChange({ ...plan, criterion })}
      />
    </div>
  );
}
