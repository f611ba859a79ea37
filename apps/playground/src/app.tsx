import { useComputed, useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { canRedo, canUndo, redo, undo } from './experiment/history.ts';
import { panels } from './panel.ts';
import { Sharing } from './sharing/sharing.tsx';
import type { PanelProps } from './state/panel-props.ts';

/** The whole page: its head, the tabs, and the panel of the chosen one. */
export const App = (props: PanelProps) => {
  const { page, trainer } = props;
  const chosen = useSignal(0);
  const { about, isOfExperiment } = panels[chosen.value]!;
  const Shown = useSignal<ComponentType<PanelProps> | undefined>(undefined);
  useEffect(() => {
    let isWanted = true;
    void Promise.resolve(panels[chosen.value]!.load()).then((component) => {
      if (isWanted) Shown.value = component;
    });
    return () => {
      isWanted = false;
    };
  }, [chosen.value]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('textarea, input[type=text], input[type=number], [contenteditable]'); // prettier-ignore
      if (
        isTyping ||
        !panels[chosen.peek()]!.isOfExperiment ||
        !(event.ctrlKey || event.metaKey) ||
        event.key.toLowerCase() !== 'z'
      )
        return;
      event.preventDefault();
      page.travel(event.shiftKey ? redo : undo);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const choose = (index: number): void => {
    chosen.value = (index + panels.length) % panels.length;
    if (!panels[chosen.value]!.isOfExperiment) trainer.stop(); // where nobody sees it
    document.getElementById(`tab-${panels[chosen.value]!.id}`)?.focus();
  };
  const mayUndo = useComputed(() => canUndo(page.history.value)).value; // so that nothing here is drawn at every update
  const mayRedo = useComputed(() => canRedo(page.history.value)).value;
  const Panel = Shown.value;
  return (
    <>
      <header>
        <div class="title">
          <h1>Adjoint playground</h1>
          <p>{about}</p>
        </div>
        {isOfExperiment && (
          <div class="buttons">
            <button type="button" onClick={() => page.travel(undo)} disabled={!mayUndo}>
              Undo
            </button>
            <button type="button" onClick={() => page.travel(redo)} disabled={!mayRedo}>
              Redo
            </button>
            <Sharing page={page} />
          </div>
        )}
      </header>
      <main>
        <div class="tabs" role="tablist" aria-label="Parts of the playground">
          {panels.map(({ id, title }, index) => (
            <button
              type="button"
              key={id}
              id={`tab-${id}`}
              role="tab"
              aria-selected={index === chosen.value}
              aria-controls="panel"
              tabIndex={index === chosen.value ? 0 : -1}
              onClick={() => choose(index)}
              onKeyDown={({ key }) => {
                if (key === 'ArrowRight') choose(index + 1);
                if (key === 'ArrowLeft') choose(index - 1);
              }}
            >
              {title}
            </button>
          ))}
        </div>
        <div id="panel" role="tabpanel" aria-labelledby={`tab-${panels[chosen.value]!.id}`}>
          {Panel === undefined ? <p class="about">Loading.</p> : <Panel {...props} />}
        </div>
      </main>
      <p class="notice" role="status">
        {page.notice.value}
      </p>
    </>
  );
};
