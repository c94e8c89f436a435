import { useEffect, useRef, useState } from 'preact/hooks';
import { apiKey, keyWanted } from '../state/api-key.ts';
import { useStore } from '../state/store.ts';
import { Field } from './fields.tsx';

/** Asks for a key: when the service refused a request for want of one, or when the person wants to give one. */
export function KeyButton() {
  const key = useStore(apiKey);
  const wanted = useStore(keyWanted);
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    if (wanted !== undefined && !dialog.current!.open) dialog.current!.showModal();
  }, [wanted]);
  const close = () => dialog.current!.close();
  // By a button or by Esc.
  const forget = () => {
    setText('');
    keyWanted.set(undefined);
  };
  return (
    <>
      <button
        type="button"
        class="quiet"
        onClick={() => keyWanted.set('A service that others can reach wants one with every request.')}
      >
        Key{key !== undefined && <span class="unseen"> (given)</span>}
      </button>
      <dialog ref={dialog} aria-labelledby="key-title" onClose={forget}>
        <form
          method="dialog"
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            apiKey.set(text.trim() === '' ? undefined : text.trim());
            close();
          }}
        >
          <h2 id="key-title">Key of this service</h2>
          <p>{wanted}</p>
          <Field label="Key" hint="Kept until this tab is closed, and sent to this service alone.">
            {(id) => (
              <input
                id={id}
                type="password"
                autocomplete="off"
                value={text}
                onInput={({ currentTarget }) => setText(currentTarget.value)}
              />
            )}
          </Field>
          <div class="row">
            <button type="submit" class="primary">
              Use this key
            </button>
            {key !== undefined && (
              <button
                type="button"
                onClick={() => {
                  apiKey.set(undefined);
                  close();
                }}
              >
                Forget the key
              </button>
            )}
            <button type="button" class="quiet" onClick={close}>
              Not now
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
