import { type AnyTensor, attempt, constant, isTensor, type Node, sameShape, type Tensor } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { argumentsOf } from './argument.ts';
import * as wrong from './mistake.ts';
import { absent, arithmetic, describe, gathered, type Meaning } from './meaning.ts';
import type { Mistake } from './mistake.ts';
import { leftOut, nearest, operations } from './operations.ts';
import { parse, type Program } from './parse.ts';
import { elementsOf, mostElements, mostInAll, mostNodes, newNodes, type Scope } from './scope.ts';
import { type Step, usedSteps } from './step.ts';
import { type Expression, operationOf, type Place } from './syntax.ts';

/** The graph that a text says. */
export interface Built {
  /** One real number, or one for each sample where the scope takes that. */
  readonly loss: Tensor;
  /** What the text gives names to. */
  readonly named: ReadonlyMap<string, AnyTensor>;
  /** For every node of the graph the part of the text that made it. */
  readonly placeOf: ReadonlyMap<Node, Place>;
  /** What the text says, inputs before what is made of them; the last is the loss. */
  readonly steps: readonly Step[];
  readonly program: Program;
}

/** The graph of a loss that a text states, or everything that is wrong with the text, from its beginning on. */
export const buildExpression = (text: string, scope: Scope): E.Either<readonly Mistake[], Built> => {
  const parsed = parse(text);
  if (E.isLeft(parsed)) return parsed;
  const program = parsed.right;
  const building = new Building(scope, program);
  for (const { name, value } of program.statements) building.define(name?.name, value);
  return building.finish();
};

/** A graph in the making. */
class Building {
  readonly #scope: Scope;
  readonly #program: Program;
  readonly #meanings = new Map<string, Meaning | undefined>();
  readonly #stepOfNode = new Map<string, number>();
  readonly #places = new Map<Node, Place>();
  readonly #steps: Step[] = [];
  readonly #mistakes: Mistake[] = [];
  #elements = 0;

  constructor(scope: Scope, program: Program) {
    this.#scope = scope;
    this.#program = program;
  }

  define(name: string | undefined, expression: Expression): void {
    const meaning = this.#meaningOf(expression);
    const [step] = meaning?.steps ?? [];
    if (name !== undefined && step !== undefined && isTensor(meaning?.value) && this.#steps[step]!.type === 'operation')
      this.#steps[step] = { ...this.#steps[step]!, defines: this.#steps[step]!.defines ?? name };
    this.#meanings.set(name ?? '', meaning);
  }

  finish(): E.Either<readonly Mistake[], Built> {
    const { name, value: expression } = this.#program.loss;
    const meaning = this.#meanings.get(name?.name ?? '');
    const value = typeof meaning?.value === 'number' ? constant(meaning.value) : meaning?.value;
    if (meaning !== undefined) this.#mistakes.push(...this.#wrongLoss(expression, value));
    if (this.#mistakes.length > 0) return E.left(this.#mistakes.toSorted((a, b) => a.from - b.from));
    return E.right({
      loss: value as Tensor, // as just seen
      named: new Map(
        [...this.#meanings].flatMap(([name, meaning]) =>
          name !== '' && isTensor(meaning?.value) ? [[name, meaning.value] as const] : [],
        ),
      ),
      placeOf: this.#places,
      steps: usedSteps(this.#steps, meaning!.steps),
      program: this.#program,
    });
  }

  #wrongLoss(place: Place, value: unknown): readonly Mistake[] {
    if (!isTensor(value)) return [wrong.noLoss(place, describe(value))];
    if (value.kind !== 'real') return [wrong.noLoss(place, `one of kind ${value.kind}`)];
    const { samples } = this.#scope;
    const isLoss = value.shape.length === 0 || (samples !== undefined && sameShape(value.shape, [samples]));
    return isLoss ? [] : [wrong.notOneNumber(place, value.shape, samples)];
  }

  #meaningOf(expression: Expression): Meaning | undefined {
    switch (expression.type) {
      case 'number':
        return Number.isFinite(expression.value)
          ? this.#number(expression.value, expression)
          : this.#wrong(wrong.notFinite(expression));
      case 'text':
      case 'truth':
        return { value: expression.value, steps: [] };
      case 'name':
        return this.#nameMeans(expression, expression.name);
      case 'negative': {
        const of = this.#meaningOf(expression.of);
        if (of === undefined) return undefined;
        if (typeof of.value === 'number') return this.#number(-of.value, expression);
        return isTensor(of.value)
          ? this.#apply('neg', [of], expression, expression)
          : this.#wrong(wrong.notOperand(expression, '-'));
      }
      case 'infix': {
        const [left, right] = [this.#meaningOf(expression.left), this.#meaningOf(expression.right)];
        if (left === undefined || right === undefined) return undefined;
        const { operator, at } = expression;
        const computed = arithmetic[operator];
        if (computed !== undefined && typeof left.value === 'number' && typeof right.value === 'number')
          return this.#number(computed(left.value, right.value), expression);
        return [left, right].every(({ value }) => typeof value === 'number' || isTensor(value))
          ? this.#apply(operationOf[operator], [left, right], expression, at)
          : this.#wrong(wrong.notOperand(at, operator));
      }
      case 'call':
        return this.#callMeans(expression);
      case 'list': {
        const elements = expression.elements.map((element) => this.#meaningOf(element));
        return elements.includes(undefined) ? undefined : gathered(elements as readonly Meaning[], (values) => values); // as just seen
      }
      case 'options': {
        const { entries } = expression;
        const twice = entries.find(({ name }, i) => entries.slice(0, i).some((other) => other.name.name === name.name));
        if (twice !== undefined) return this.#wrong(wrong.givenTwice(twice.name, twice.name.name));
        const values = entries.map(({ value }) => this.#meaningOf(value));
        if (values.includes(undefined)) return undefined;
        return gathered(values as readonly Meaning[], (values) =>
          Object.fromEntries(entries.map(({ name }, index) => [name.name, values[index]])),
        );
      }
      case 'element': {
        const of = this.#meaningOf(expression.of);
        if (of === undefined) return undefined;
        const { value, steps } = of;
        const { index } = expression;
        if (!Array.isArray(value)) return this.#wrong(wrong.noElement(expression, index, undefined));
        if (index >= value.length) return this.#wrong(wrong.noElement(expression, index, value.length));
        return { value: value[index], steps: steps.length === value.length ? [steps[index]!] : steps };
      }
    }
  }

  #nameMeans(place: Place, name: string): Meaning | undefined {
    if (this.#meanings.has(name)) return this.#meanings.get(name);
    const { nodes } = this.#scope;
    const node = nodes.get(name);
    if (node !== undefined) {
      for (const each of newNodes(node, (known) => this.#places.has(known))) this.#places.set(each, place);
      const known = this.#stepOfNode.get(name);
      const step = known ?? this.#step({ type: 'node', name, tensor: node, inputs: [], place });
      this.#stepOfNode.set(name, step);
      return { value: node, steps: [step] };
    }
    if (operations.has(name)) return this.#wrong(wrong.notApplied(place, name));
    const below = this.#program.statements.find((statement) => statement.name?.name === name && name !== '');
    if (below !== undefined) return this.#wrong(wrong.usedBefore(place, name));
    return this.#wrong(wrong.unknownName(place, name, nearest(name, [...this.#meanings.keys(), ...nodes.keys()])));
  }

  #callMeans(call: Extract<Expression, { type: 'call' }>): Meaning | undefined {
    const { name } = call.operation;
    const reason = leftOut.get(name);
    if (reason !== undefined) return this.#wrong(wrong.leftOutOperation(call.operation, name, reason));
    if (!operations.has(name)) {
      const isNode = this.#scope.nodes.has(name) || this.#meanings.has(name);
      if (isNode) return this.#wrong(wrong.notAnOperation(call.operation, name));
      return this.#wrong(wrong.unknownOperation(call.operation, name, nearest(name, [...operations.keys()])));
    }
    const placed = argumentsOf(call);
    if (E.isLeft(placed)) {
      this.#mistakes.push(...placed.left);
      return undefined;
    }
    const values = placed.right.map((each) => (each === undefined ? absent : this.#meaningOf(each)));
    if (values.includes(undefined)) return undefined;
    return this.#apply(name, values as readonly Meaning[], call, call.operation); // as just seen
  }

  /** Applies an operation; `at` is what is marked where it refuses. */
  #apply(name: string, values: readonly Meaning[], place: Place, at: Place): Meaning | undefined {
    const given = values.map(({ value }) => value);
    if (this.#copies(name, given) > mostNodes)
      return this.#wrong(wrong.tooLarge(at, `the nodes of ${name}`, mostNodes));
    const result = attempt(() => operations.get(name)!(...given));
    if (E.isLeft(result)) return this.#wrong(wrong.refused(at, result.left));
    const value = result.right;
    if (!isTensor(value) && !Array.isArray(value)) return this.#wrong(wrong.noNode(at, name));
    const outputs: readonly AnyTensor[] = isTensor(value) ? [value] : value;
    for (const output of outputs)
      for (const node of newNodes(output, (known) => this.#places.has(known))) {
        this.#places.set(node, place);
        for (const each of node.outputs) {
          const count = elementsOf(each, this.#scope);
          this.#elements += count;
          if (count > mostElements) return this.#wrong(wrong.tooLarge(at, 'the elements of a node', mostElements));
        }
      }
    if (this.#elements > mostInAll)
      return this.#wrong(wrong.tooLarge(at, 'the elements of all nodes together', mostInAll));
    if (this.#places.size > mostNodes) return this.#wrong(wrong.tooLarge(at, 'the nodes of a graph', mostNodes));
    const inputs = [...new Set(values.flatMap(({ steps }) => steps))];
    return { value, steps: outputs.map((tensor) => this.#step({ type: 'operation', name, tensor, inputs, place })) };
  }

  /** About how many nodes an operation makes that repeats a graph for each of its elements. */
  #copies(name: string, given: readonly unknown[]): number {
    const repeated = name === 'jacobian' ? given[0] : name === 'hessian' ? given[1] : undefined;
    return isTensor(repeated) ? elementsOf(repeated, this.#scope) * (this.#places.size + 1) : 0;
  }

  #number(value: number, place: Place): Meaning {
    return {
      value,
      steps: [this.#step({ type: 'number', name: String(value), tensor: undefined, inputs: [], place })],
    };
  }

  #step(step: Omit<Step, 'defines'>): number {
    return this.#steps.push({ ...step, defines: undefined }) - 1;
  }

  #wrong(found: Mistake): undefined {
    this.#mistakes.push(found);
    return undefined;
  }
}
