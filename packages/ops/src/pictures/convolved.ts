import type { Clash, Dim, IsDynamic, Shape, ShapeText } from '@adjoint/graph';

/** Pictures `S` after a convolution with a kernel `K`: padding `same` at stride 1 keeps their sizes, else run time tells them. */
export type Convolved<S extends Shape, K extends Shape, O> = true extends IsDynamic<S> | IsDynamic<K>
  ? Shape
  : [S, K] extends [[infer B extends Dim, ...infer P extends Shape, Dim], [...Shape, infer N extends Dim]]
    ? [B, ...(O extends { readonly padding: 'same'; readonly stride?: 1 } ? P : { [I in keyof P]: Dim }), N]
    : Shape;

/**
 * Pictures of which a convolution with a kernel `K` makes such as `S`: sizes are those that options name or that padding `same` at stride 1
 * keeps, and the channels those of the kernel where there is one group. Run time tells the others.
 */
export type Deconvolved<S extends Shape, K extends Shape, O> = true extends IsDynamic<S> | IsDynamic<K>
  ? Shape
  : [S, K] extends [[infer B extends Dim, ...infer P extends Shape, Dim], [...Shape, infer C extends Dim, Dim]]
    ? [
        B,
        ...(O extends { readonly size: readonly [...infer Z extends Shape] }
          ? Z
          : 'size' extends keyof O
            ? { [I in keyof P]: Dim }
            : O extends { readonly padding: 'same'; readonly stride?: 1 }
              ? P
              : { [I in keyof P]: Dim }),
        'groups' extends keyof O ? Dim : C,
      ]
    : Shape;

// Channels are found by their number, and not by matching, which would wait until all other axes are known. Where one is any, run time tells.

/** `unknown` where pictures and a kernel of so many axes fit, as far as is known before run time, else why they do not. */
export type Convolves<S extends Shape, K extends Shape, O, Name extends string, Axes extends 3 | 4> = true extends
  | IsDynamic<S>
  | IsDynamic<K>
  ? unknown
  : [S['length'], K['length']] extends [Axes, Axes]
    ? 'groups' extends keyof O
      ? unknown
      : [S[{ 3: 2; 4: 3 }[Axes]]] extends [K[{ 3: 1; 4: 2 }[Axes]]]
        ? unknown
        : [K[{ 3: 1; 4: 2 }[Axes]]] extends [S[{ 3: 2; 4: 3 }[Axes]]]
          ? unknown
          : Clash<`${Name}: the channels must be the inputs of the kernel, got ${ShapeText<S>} and ${ShapeText<K>}`>
    : Clash<`${Name}: pictures and kernels must have ${Axes} axes, got ${ShapeText<S>} and ${ShapeText<K>}`>;

/** The same of pictures that such a convolution has made. */
export type Deconvolves<S extends Shape, K extends Shape, Name extends string, Axes extends 3 | 4> = true extends
  | IsDynamic<S>
  | IsDynamic<K>
  ? unknown
  : [S['length'], K['length']] extends [Axes, Axes]
    ? [S[{ 3: 2; 4: 3 }[Axes]]] extends [K[{ 3: 2; 4: 3 }[Axes]]]
      ? unknown
      : [K[{ 3: 2; 4: 3 }[Axes]]] extends [S[{ 3: 2; 4: 3 }[Axes]]]
        ? unknown
        : Clash<`${Name}: the channels must be the outputs of the kernel, got ${ShapeText<S>} and ${ShapeText<K>}`>
    : Clash<`${Name}: pictures and kernels must have ${Axes} axes, got ${ShapeText<S>} and ${ShapeText<K>}`>;
