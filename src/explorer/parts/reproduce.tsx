import { useState } from 'preact/hooks';
import { download } from '../formats/download.ts';
import { type ApiRequest, bodyText, curlOf, isLong, pythonOf } from '../formats/reproduction.ts';
import { apiKey } from '../state/api-key.ts';
import { useStore } from '../state/store.ts';
import { Segments } from './fields.tsx';

const LANGUAGES = { curl: curlOf, Python: pythonOf };
type Language = keyof typeof LANGUAGES;
const LANGUAGE_NAMES = [
  { value: 'curl', label: 'curl' },
  { value: 'Python', label: 'Python' },
] as const;

interface ReproduceProps {
  requests: readonly { title: string; request: ApiRequest }[];
}

/** The requests behind a view, to copy. */
export function Reproduce({ requests }: ReproduceProps) {
  const [open, setOpen] = useState(false);
  const [language, setLanguage] = useState<Language>('curl');
  const [chosen, setChosen] = useState(0);
  const key = useStore(apiKey);
  const { request } = requests[Math.min(chosen, requests.length - 1)]!;
  const text = open ? LANGUAGES[language](request, key !== undefined) : '';
  return (
    <details class="reproduce" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Reproduce with curl or Python</summary>
      {open && (
        <>
          <div class="reproduce-bar">
            <Segments label="Language" value={language} options={LANGUAGE_NAMES} onChange={(name: Language) => setLanguage(name)} />
            {requests.length > 1 && (
              <select aria-label="Request" value={chosen} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
                {requests.map(({ title }, index) => (
                  <option value={index}>{title}</option>
                ))}
              </select>
            )}
            <CopyButton text={text} />
            {isLong(request) && (
              <button
                type="button"
                class="quiet"
                onClick={() => download(request.file, bodyText(request.body), 'application/json')}
              >
                Download {request.file}
              </button>
            )}
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
          <pre tabIndex={0}>
            <code>{text}</code>
          </pre>
        </>
      )}
    </details>
  );
}

function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState('');
  return (
    <button
      type="button"
      class="quiet"
      onClick={() =>
        copy(text).then(() => {
          setCopied(text);
        })
      }
    >
      <span aria-live="polite">{copied === text ? 'Copied' : 'Copy'}</span>
    </button>
  );
}

/** The clipboard's own interface is there on https and localhost alone. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
