import type { Kind, Monoid, Scalar } from '@adjoint/graph';
import type { ElementType } from '../element.ts';
import { type Code, get } from '../wasm/code.ts';
import { i32 } from '../wasm/instruction.ts';
import { type Function, functionOf } from '../wasm/module.ts';
import type { Access, Expression } from './expression.ts';
import { nestCode } from './nest-code.ts';
import type { Nest } from './nest.ts';
import type { Surroundings } from './surroundings.ts';

/** A function that runs a nest, by its number among all, and the buffers whose addresses it gets. */
export interface NestCall {
  readonly function: number;
  readonly buffers: readonly number[];
}

/** The nests of a program: one function for all that are alike but for where their buffers lie, which is what it gets. */
export class NestFunctions {
  readonly functions: Function[] = [];
  readonly #around: Omit<Surroundings, 'variable' | 'address' | 'position'>;
  readonly #known = new Map<number, Described[]>(); // by numbers that descriptions may have in common
  readonly #scalars = new Map<Scalar, number>();

  constructor(around: Omit<Surroundings, 'variable' | 'address' | 'position'>) {
    this.#around = around;
  }

  /** How to call the function of a nest, which is added if there is none like it. */
  add(nest: Nest, isSwept = false): NestCall {
    const used: number[] = [];
    const parts = this.#describe(nest, isSwept, used);
    if (used.length > mostParameters && !isSwept) return { function: this.#made(nest, false, []), buffers: [] };
    const hash = parts.reduce((sum, part) => Math.imul(sum ^ part, 0x9e3779b1), 0);
    const alike = this.#known.get(hash) ?? [];
    let found = alike.find((other) => isSame(other.parts, parts));
    if (found === undefined) {
      found = { parts, function: this.#made(nest, isSwept, used) };
      this.#known.set(hash, [...alike, found]);
    }
    return { function: found.function, buffers: used };
  }

  #made(nest: Nest, isSwept: boolean, parameters: readonly number[]): number {
    const types = [...parameters, ...(isSwept ? ['chunk', 'block'] : [])].map(() => 'i32' as const);
    const made = functionOf(types, [], (variable, ...places) => {
      const [chunk, block] = places.slice(parameters.length);
      const address = (buffer: number): Code => {
        const place = places[parameters.indexOf(buffer)];
        return place === undefined ? i32.const(this.#around.buffers[buffer]!.address) : get(place);
      };
      const position = chunk && block && { chunk, block };
      return nestCode(nest, { ...this.#around, variable, address, position });
    });
    return this.functions.push(made) - 1;
  }

  /** All that the code of a nest depends on, as numbers that tell where each part ends. Its buffers are numbered as they come, and put in a list. */
  #describe({ extents, stores, readsFirst = false }: Nest, isSwept: boolean, used: number[]): readonly number[] {
    const parts: number[] = [Number(isSwept), Number(readsFirst), extents.length, ...extents, stores.length];
    const numbers = new Map<Expression, number>(); // of what may occur again
    const addAccess = ({ buffer, start, strides, perBlock = 0, perChunk = 0, chosen = [] }: Access): void => {
      const known = used.indexOf(buffer);
      if (known >= 0) parts.push(known);
      else {
        const { kind, type } = this.#around.buffers[buffer]!;
        parts.push(used.push(buffer) - 1, kinds.indexOf(kind), types.indexOf(type));
      }
      parts.push(start, perBlock, perChunk, ...strides, chosen.length);
      for (const { index, size, stride } of chosen) {
        parts.push(size, stride);
        addAccess(index);
      }
    };
    const addExpression = (expression: Expression): void => {
      const kind = kinds.indexOf(expression.kind);
      if (expression.type === 'read') {
        parts.push(0, kind);
        addAccess(expression.access);
      } else if (expression.type === 'literal') parts.push(1, kind, expression.value);
      else if (numbers.has(expression)) parts.push(2, numbers.get(expression)!);
      else {
        numbers.set(expression, numbers.size);
        parts.push(3, kind, this.#numberOf(expression.scalar), expression.operands.length);
        expression.operands.forEach(addExpression);
      }
    };
    for (const { access, value, monoid, adds = false } of stores) {
      parts.push(monoids.indexOf(monoid), Number(adds));
      addAccess(access);
      addExpression(value);
    }
    return parts;
  }

  #numberOf(scalar: Scalar): number {
    const number = this.#scalars.get(scalar) ?? this.#scalars.size;
    this.#scalars.set(scalar, number);
    return number;
  }
}

/** What engines allow. */
const mostParameters = 1000;

/** A description of nests, and the function they have. */
interface Described {
  readonly parts: readonly number[];
  readonly function: number;
}

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((part, index) => Object.is(part, b[index])); // zeros have signs

const kinds: readonly Kind[] = ['real', 'int', 'bool'];
const types: readonly ElementType[] = ['u8', 'i32', 'f32', 'f64'];
const monoids: readonly (Monoid | undefined)[] = [undefined, 'add', 'mul', 'maximum', 'minimum', 'and', 'or'];
