import { parameter, type Tensor } from '@adjoint/graph';
import { fit, type FitEvent } from './fit.ts';
import type { Optimizer } from './optimizer.ts';
import { adam } from './adam.ts';
import { warmupCosine } from './schedule.ts';
import { sgd } from './sgd.ts';

const w = parameter('w', [3]);

sgd({ learningRate: 0.1 }) satisfies Optimizer;
// @ts-expect-error a rate is needed
sgd({});
// @ts-expect-error a rate is a number
sgd({ learningRate: '0.1' });
// @ts-expect-error there is no such option
sgd({ learningRate: 0.1, lr: 0.1 });
sgd({ learningRate: warmupCosine({ learningRate: 0.1, warmup: 1, steps: 9 }) });
// @ts-expect-error two of them
adam({ betas: [0.9] });
// @ts-expect-error a rule has a descent
(() => ({ updates: [] })) satisfies Optimizer;

// @ts-expect-error a loss is a scalar
fit({ loss: w, optimizer: sgd({ learningRate: 0.1 }), data: {}, epochs: 1 });
// @ts-expect-error a metric is a scalar
fit({ loss: {} as Tensor<[]>, metrics: { w }, optimizer: sgd({ learningRate: 0.1 }), data: {}, epochs: 1 });

const event = {} as FitEvent;
if (event.type === 'stopped') event.result.reason satisfies 'finished' | 'aborted' | 'patience' | 'not finite';
else if (event.type === 'epoch') event.scores satisfies Readonly<Record<string, number>>;
// @ts-expect-error only the last event has the result
event.result satisfies unknown;
