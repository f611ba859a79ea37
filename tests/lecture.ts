/** What CS231n's lecture "Loss functions and optimization" teaches, point by point, in its order. */
export const rows = [
  'linear scores f(x, W) = Wx + b',
  'mean loss over N samples plus λR(W)',
  'multiclass SVM (hinge), Δ = 1',
  'summing over j = y as well',
  'averaging over classes instead of summing',
  'data loss at W = 0',
  'scores on a line with the margin shaded',
  'quartic fit with no penalty, L2, proximal L1',
  'loss at tiny weights',
  'loop, half-vectorized and vectorized forms',
  'L2, L1, elastic net; biases are not regularized',
  'scaling W by λ > 1 keeps a zero hinge loss; Δ and λ control one trade-off',
  'binary SVM, C·max(0, 1 − y wᵀx)',
  'once every margin is met',
  'λ against the mean top probability (digits)',
  'two-layer slices',
  'softmax, cross-entropy',
  'stability',
  'SVM against softmax',
  'slices of the loss, L(W + aW1) and L(W + aW1 + bW2)',
  'hinge terms of three one-dimensional points as functions of w0',
  'random search, 1000 draws; random local search, 1000 tries',
  'numerical gradient, forward and centered, h = 1e−5',
  'step sizes 1e−10 … 1e−1 along −∇L',
  'analytic SVM gradient',
  'gradient descent, mini-batches of 32/64/128/256, SGD with one sample, L-BFGS',
  'batch, mini-batch and single-sample descent',
  'features: colour histogram, histogram of oriented gradients (edges), bag of visual words',
  'the on-line linear classifier demonstration',
] as const;

/** A test by the file that it is in and its title there. */
export type Named = readonly [file: string, title: string];

const graphs = (title: string): Named => ['packages/ops/src/lecture.test.ts', title];
const program = (title: string): Named => ['examples/lecture/main.test.ts', title];

const sections = {
  scores: program('1. scores of −96.8, 437.9 and 60.75, and 61.95 without the bias'),
  hinge: program('2. hinge losses, their variants, their margins shaded, and K − 1 where there are no weights'),
  regularization: program(
    '3. regularization: penalties of two vectors, one knob of Δ and λ, the binary SVM, a quartic, and λ against sureness',
  ),
  softmax: program(
    '4. softmax and cross-entropy: probabilities, slips of the logarithm, stability, chance, and the SVM beside it',
  ),
  landscape: program(
    '5. the landscape: pieces and bowls along lines and over planes, three terms and their sum, a hill between two networks',
  ),
  search: program('6. search: a thousand draws beat chance, a thousand tries from the best beat them'),
  differences: program(
    '7. differences: errors of h and of its square, 30,731 and 61,460 losses for 30,730 weights, and a slip that is found',
  ),
  steps: program('8. steps: the loss falls, then explodes tenfold a decade; a line search and L-BFGS go further'),
  batches: program(
    '9. batches: copies tell nothing new, weighted means are the full gradient, errors fall as 1/√B, paths calm down',
  ),
  features: program('10. features: hues, gradients and visual words tell what pixels do not'),
  demonstration: program('11. the demonstration: four losses place the lines of three classes'),
};

const hingeOnTheBoard = graphs('with Δ = 1 is 2.9, 0 and 12.9, in the mean 5.2667');
const strategies: Named = [
  'examples/strategies/main.test.ts',
  'the strategies do as the lecture says: chance, luck, slopes, noise, curvature',
];
const photographs: Named = [
  'examples/cifar10/main.test.ts',
  'luck beats chance, slopes beat luck, and steps of every size do as the lecture says',
];
const biasesAreLeftAlone = graphs('leaves biases alone');

/** The tests that cover each point: by its numbers or as a property, and by the program that shows it. */
export const covering: Readonly<Record<(typeof rows)[number], readonly Named[]>> = {
  'linear scores f(x, W) = Wx + b': [
    graphs('are −96.8, 437.9 and 60.75 (the slides print 61.95 for the last, which leaves out the bias)'),
    graphs('are the same with the bias as one more column of W and one more pixel that is 1'),
    graphs('W may as well be on the left, one column a sample, as the lecture writes it'),
    sections.scores,
  ],
  'mean loss over N samples plus λR(W)': [hingeOnTheBoard, biasesAreLeftAlone, sections.regularization],
  'multiclass SVM (hinge), Δ = 1': [hingeOnTheBoard, graphs('squared is 8.41, 0 and 83.25'), sections.hinge],
  'summing over j = y as well': [
    graphs('summed over j = y as well is larger by exactly Δ, squared by Δ²'),
    sections.hinge,
  ],
  'averaging over classes instead of summing': [
    graphs('averaged over the classes instead of summed, it and its gradient are 1/(K − 1) as large'),
    graphs('squared prefers another of two W'),
    sections.hinge,
  ],
  'data loss at W = 0': [graphs('at W = 0 is K − 1 for K = %i (one sentence of the tutorial says 0)'), sections.hinge],
  'scores on a line with the margin shaded': [
    [
      'packages/plot/src/classification.test.ts',
      'are dots on a line, with the margin shaded, a ring around the right one, and a bar for each cost',
    ],
    sections.hinge,
  ],
  'quartic fit with no penalty, L2, proximal L1': [
    ['packages/optim/src/decay.test.ts', 'makes weights exactly zero'],
    sections.regularization,
  ],
  'loss at tiny weights': [
    graphs('the hinge loss is K − 1'),
    graphs('the cross-entropy is ln K'),
    sections.hinge,
    sections.softmax,
  ],
  'loop, half-vectorized and vectorized forms': [
    graphs('the loop, the half-vectorized and the vectorized hinge loss agree'),
    sections.hinge,
  ],
  'L2, L1, elastic net; biases are not regularized': [
    graphs('tells w1 from w2, whose scores are equal: L2 is 1 against 0.25, L1 is 1 for both'),
    graphs('by the elastic net Σ βw² + |w| is between the two'),
    biasesAreLeftAlone,
    sections.regularization,
  ],
  'scaling W by λ > 1 keeps a zero hinge loss; Δ and λ control one trade-off': [
    graphs('is what stops W from growing: scaled by λ > 1 it keeps a hinge loss of zero'),
    graphs('and Δ control one trade-off: the objective of Δ and λ at ΔW is Δ times that of 1 and λΔ at W'),
    sections.regularization,
  ],
  'binary SVM, C·max(0, 1 − y wᵀx)': [
    graphs('has the data term of two classes with w = w1 − w0'),
    graphs(
      'has the same minimizers at C = 2/λ: at w1 = −w0 = w/2 the gradients are proportional, so they vanish together',
    ),
    graphs('is zero from y·s = 1 up, though y·s > 0 is correct already'),
    sections.regularization,
  ],
  'once every margin is met': [
    graphs('once every margin is met, the hinge gradient is exactly zero and the cross-entropy still falls'),
    sections.softmax,
  ],
  'λ against the mean top probability (digits)': [
    graphs('the larger λ, the more uniform the probabilities of a trained softmax'),
    sections.regularization,
  ],
  'two-layer slices': [
    graphs('of linear scores obey the midpoint inequality'),
    graphs('of two layers violate it: with two hidden units exchanged the loss is the same, halfway it is larger'),
    sections.landscape,
  ],
  'softmax, cross-entropy': [
    graphs('makes of [3.2, 5.1, −1.7] the numbers 24.53, 164.02, 0.1827 and the probabilities 0.1300, 0.8690, 0.0010'),
    graphs("gives the cat a loss of 2.0404 (the slides' 0.89 is a logarithm to base 10)"),
    graphs('has a loss of logSumExp(s) − s_y'),
    sections.softmax,
  ],
  stability: [
    graphs('of [123, 456, 789] is [5.8e−290, 2.4e−145, 1]'),
    graphs('is NaN there when written as exp over sum, and so is its gradient'),
    graphs('does not change when a constant is added to all scores'),
    sections.softmax,
  ],
  'SVM against softmax': [
    graphs(
      "SVM against softmax: scores −2.85, 0.86, 0.28, hinge 1.58, cross-entropy 1.0402 (the slides' 0.452 is to base 10)",
    ),
    sections.softmax,
  ],
  'slices of the loss, L(W + aW1) and L(W + aW1 + bW2)': [
    graphs('of the hinge loss of one sample are convex and piecewise linear, with at most K − 1 bends'),
    ['packages/plot/src/landscape.test.ts', 'has a cell for each loss, contours, and paths'],
    sections.landscape,
  ],
  'hinge terms of three one-dimensional points as functions of w0': [
    [
      'packages/plot/src/landscape.test.ts',
      'must be one number, but terms may be many: the hinge of three points on a line',
    ],
    sections.landscape,
  ],
  'random search, 1000 draws; random local search, 1000 tries': [strategies, photographs, sections.search],
  'numerical gradient, forward and centered, h = 1e−5': [
    ['packages/gradcheck/src/numeric-gradient.test.ts', "are the lecture's at h = 1e-5, to the error of each method"],
    sections.differences,
  ],
  'step sizes 1e−10 … 1e−1 along −∇L': [
    graphs('of steps 1e−10 … 1e−1 along −∇L the short ones lower the loss, then it explodes tenfold a decade'),
    [
      'tests/lecture.test.ts',
      'step sizes along −∇L: the loss falls by as much as the slope says, then explodes tenfold a decade',
    ],
    photographs,
    sections.steps,
  ],
  'analytic SVM gradient': [
    graphs('the SVM gradient is −(violated margins)·x for the right class and 1(violated)·x for the others'),
    sections.differences,
  ],
  'gradient descent, mini-batches of 32/64/128/256, SGD with one sample, L-BFGS': [
    graphs('every sample repeated gives the same gradient as one copy'),
    strategies,
    sections.steps,
    sections.batches,
  ],
  'batch, mini-batch and single-sample descent': [
    graphs('the mean of the batches’ gradients, weighted by their sizes, is the full gradient'),
    graphs('the error of one batch’s gradient falls as 1/√B'),
    [
      'examples/mini-batches/main.test.ts',
      'the batches’ weighted mean is the full gradient, and the error of one falls as 1/√B',
    ],
    sections.batches,
  ],
  'features: colour histogram, histogram of oriented gradients (edges), bag of visual words': [
    ['packages/datasets/src/color-histogram.test.ts', 'has the figures of the CS231n assignment'],
    ['packages/datasets/src/hog.test.ts', 'puts an angle on the end of a bin into the upper one'],
    ['packages/datasets/src/visual-words.test.ts', 'learns the patches that images are made of'],
    sections.features,
  ],
  'the on-line linear classifier demonstration': [sections.demonstration],
};
