import { useComputed, useSignal } from '@preact/signals';
import { either as E } from 'fp-ts';
import { useEffect, useMemo } from 'preact/hooks';
import { namesOf } from './session/classifier.ts';
import { type Loss, setLoss } from './experiment/experiment.ts';
import { buildExpression } from './expression/build.ts';
import { ExpressionEditor } from './expression/editor.tsx';
import { GraphView } from './expression/graph-view.tsx';
import { scopeOf } from './expression/parse-loss.ts';
import type { Place } from './expression/syntax.ts';
import { Card, Choice } from './points/field.tsx';
import type { PanelProps } from './state/panel-props.ts';
import { Plane } from './points/plane.tsx';
import { bindingsOf, trainingPointsOf } from './session/session.ts';
import { TrainingControls } from './points/training-controls.tsx';

/** The loss as a text to edit, its graph with values and gradients, and what training by it does. */
export const ExpressionPanel = ({ page, live, trainer, turns, selection }: PanelProps) => {
  const loss = useComputed(() => page.experiment.value.loss).value;
  const draft = useSignal(textOf(loss));
  const pointed = useSignal<Place | undefined>(undefined);
  useEffect(() => {
    draft.value = textOf(loss); // undo, or another loss chosen beside, changes the text too
  }, [loss]);
  // the graph is drawn of what rests, and its numbers follow when training stops
  const resting = useComputed(() => (trainer.isRunning.value ? undefined : live.shown.value));
  const last = useSignal(resting.value);
  useEffect(() => {
    if (resting.value !== undefined) last.value = resting.value;
  }, [resting.value]);
  const shown = last.value;
  const scope = useMemo(() => (shown === undefined ? undefined : scopeOf(namesOf(shown.session.classifier))), [shown?.session]); // prettier-ignore
  const built = useMemo(() => (scope === undefined ? undefined : buildExpression(draft.value, scope)), [scope, draft.value]); // prettier-ignore
  const bindings = useMemo(() => (shown === undefined ? {} : bindingsOf(shown.experiment, trainingPointsOf(shown.experiment.points))), [shown]); // prettier-ignore
  if (scope === undefined || built === undefined) return null;
  const edit = (text: string): void => {
    draft.value = text;
    const isRight = E.isRight(buildExpression(text, scope));
    if (isRight) page.change((at) => setLoss(at, { kind: 'expression', text }), 'expression');
  };
  const example = examples.findIndex(({ text }) => text === draft.value);
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
            text={draft.value}
            mistakes={E.isLeft(built) ? built.left : []}
            names={[...scope.nodes.keys()]}
            pointed={pointed.value}
            onInput={edit}
          />
        </Card>
        <TrainingControls page={page} live={live} trainer={trainer} />
      </div>
      <div class="side">
        <Plane page={page} turn={turns.plane} selection={selection} isRunning={trainer.isRunning} />
      </div>
      <div class="wide">
        <Card
          title="Its graph"
          about="Each operation with its value and the gradient of the loss by it, at the present parameters."
        >
          {E.isRight(built) && (
            <GraphView
              text={draft.value}
              built={built.right}
              bindings={bindings}
              onPoint={(place) => {
                pointed.value = place;
              }}
            />
          )}
        </Card>
      </div>
    </div>
  );
};

/** A loss as text: one of the four is its operation applied to scores and labels. */
const textOf = (loss: Loss): string => (loss.kind === 'expression' ? loss.text : `${loss.name}(scores, labels)`);

const examples: readonly { readonly title: string; readonly text: string }[] = [
  { title: 'Softmax', text: 'crossEntropy(scores, labels)' },
  { title: 'SVM', text: 'hinge(scores, labels)' },
  { title: 'Squared hinge', text: 'hinge(scores, labels, squared: true)' },
  { title: 'L1 instead of L2', text: 'mean(crossEntropy(scores, labels)) + λ * l1(W)' },
  { title: 'Focal loss', text: 'loss = crossEntropy(scores, labels)\np = exp(-loss)\n(1 - p)^2 * loss' },
];
