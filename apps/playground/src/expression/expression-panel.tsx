import { useComputed, useSignal } from '@preact/signals';
import { either as E } from 'fp-ts';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { type Experiment, type Loss, setLoss } from '../experiment/experiment.ts';
import { ExpressionEditor } from './editor.tsx';
import { GraphView } from './graph-view.tsx';
import { scopeOf } from './parse-loss.ts';
import type { Place } from './syntax.ts';
import { type WholeLoss, wholeLossOf } from './whole-loss.ts';
import { Card, Choice } from '../points/field.tsx';
import { Plane } from '../points/plane.tsx';
import { TrainingControls } from '../points/training-controls.tsx';
import { classifierOf, namesOf } from '../session/classifier.ts';
import { bindingsOf, trainingPointsOf } from '../session/session.ts';
import type { PanelProps } from '../state/panel-props.ts';

/** The loss as a text to edit, its graph with values and gradients, and what training by it does. */
export const ExpressionPanel = ({ page, trainer, turns, selection }: PanelProps) => {
  const loss = useComputed(() => page.experiment.value.loss).value;
  const draft = useSignal(textOf(loss));
  const pointed = useSignal<Place | undefined>(undefined);
  useEffect(() => {
    draft.value = textOf(loss); // undo, or another loss chosen beside, changes the text too
  }, [loss]);
  const shown = turns.cells.value; // a few times a second while it trains
  const session = shown?.session;
  const scope = useMemo(() => (session === undefined ? undefined : scopeOf(namesOf(session.classifier))), [session]); // prettier-ignore
  const text = draft.value;
  const stated = useMemo(() => (shown === undefined ? undefined : statedBy(text, shown.experiment)), [session, text]); // prettier-ignore
  const lastRight = useRef<WholeLoss | undefined>(undefined);
  if (stated !== undefined && E.isRight(stated)) lastRight.current = stated.right;
  const bindings = useMemo(() => (shown === undefined ? {} : bindingsOf(shown.experiment, trainingPointsOf(shown.experiment.points))), [shown]); // prettier-ignore
  if (shown === undefined || scope === undefined || stated === undefined) return null;
  const drawn = lastRight.current;
  const isStale = E.isLeft(stated);
  const edit = (text: string): void => {
    draft.value = text;
    if (E.isRight(statedBy(text, shown.experiment)))
      page.change((at) => setLoss(at, { kind: 'expression', text }), 'expression');
  };
  const example = examples.findIndex((each) => each.text === text);
  return (
    <div class="bench expression-panel">
      <div class="stage">
        <Card
          title="The loss"
          about="One loss for each point is averaged and gets λ·ΣW²; one number is the whole loss. Names can be given on lines of their own."
        >
          <Choice
            label="Begin with"
            value={example}
            options={[
              ...(example < 0 ? [{ value: -1, title: 'what is below' }] : []),
              ...examples.map(({ title }, value) => ({ value, title })),
            ]}
            onChange={(chosen) => edit(examples[chosen]?.text ?? draft.peek())}
          />
          <ExpressionEditor
            label="Expression"
            text={text}
            mistakes={isStale ? stated.left : []}
            nodes={scope.nodes}
            pointed={isStale ? undefined : pointed.value}
            onInput={edit}
          />
          {isStale && <p class="about">Until this is right, the page trains and draws the last loss that was.</p>}
        </Card>
        <TrainingControls page={page} turn={turns.losses} trainer={trainer} />
      </div>
      <div class="side">
        <Plane page={page} turn={turns.plane} selection={selection} isRunning={trainer.isRunning} />
      </div>
      <div class="wide">
        <Card title="Its graph">
          {drawn !== undefined && (
            <div class={isStale ? 'stale' : ''}>
              <GraphView
                loss={drawn}
                bindings={bindings}
                onPoint={(place) => {
                  pointed.value = place;
                }}
              />
            </div>
          )}
        </Card>
      </div>
    </div>
  );
};

/** The loss that a text states for the model of an experiment. */
const statedBy = (text: string, { model, classes }: Experiment): ReturnType<typeof wholeLossOf> =>
  wholeLossOf(text, (lossWith) => classifierOf({ model, classes, loss: { kind: 'expression', text } }, lossWith));

/** A loss as text: one of the four is its operation applied to scores and labels. */
const textOf = (loss: Loss): string => (loss.kind === 'expression' ? loss.text : `${loss.name}(scores, labels)`);

const examples: readonly { readonly title: string; readonly text: string }[] = [
  { title: 'Softmax', text: 'crossEntropy(scores, labels)' },
  { title: 'SVM', text: 'hinge(scores, labels)' },
  { title: 'Squared hinge', text: 'hinge(scores, labels, squared: true)' },
  { title: 'Softmax with smoothed labels', text: 'crossEntropy(scores, labels, labelSmoothing: 0.1)' },
  { title: 'L1 instead of L2', text: 'mean(crossEntropy(scores, labels)) + λ * l1(W)' },
  { title: 'Focal loss', text: 'surprise = crossEntropy(scores, labels)\np = exp(-surprise)\n(1 - p)^2 * surprise' },
];
