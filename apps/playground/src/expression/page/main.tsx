import { either as E } from 'fp-ts';
import { render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { buildExpression } from '../build.ts';
import { ExpressionEditor } from '../editor.tsx';
import { GraphView } from '../graph-view.tsx';
import { bindings, lossOf, scope } from '../sample.ts';
import type { Place } from '../syntax.ts';

// The editor and the graph on a page of their own, for tests in a browser.

const Page = () => {
  const [text, setText] = useState('mean(crossEntropy(');
  const [pointed, setPointed] = useState<Place | undefined>();
  const built = useMemo(() => buildExpression(text, scope), [text]);
  const loss = useMemo(() => (E.isRight(built) ? lossOf(text) : undefined), [built]);
  return (
    <>
      <h1>An expression and its graph</h1>
      <ExpressionEditor
        label="Loss"
        text={text}
        mistakes={E.isLeft(built) ? built.left : []}
        nodes={scope.nodes}
        pointed={pointed}
        onInput={setText}
      />
      {loss !== undefined && <GraphView loss={loss} bindings={bindings} onPoint={setPointed} />}
    </>
  );
};

render(<Page />, document.querySelector('#page')!);
