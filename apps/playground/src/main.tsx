import { add, mul } from '@adjoint/ops';
import { evaluate, gradient, parameter, print } from '@adjoint/graph';
import { render } from 'preact';

const w = parameter('w', []);
const loss = add(mul(w, w), w);
const [slope] = gradient(loss, [w]);

render(
  <p>
    {print(slope)} is {evaluate(slope, { w: 3 }).data[0]} at 3.
  </p>,
  document.querySelector('#playground')!,
);
