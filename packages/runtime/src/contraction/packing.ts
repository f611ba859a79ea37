import { type Code, get, type Local, set } from '../wasm/code.ts';
import { type ElementType, type Lanes } from './lanes.ts';
import { advance, type Count, integers, quotient, rest, scaled, times, type Variable } from './repetition.ts';
import { i32 } from '../wasm/instruction.ts';

/** A copy of a block whose rows shall be contiguous. */
export interface Packing {
  readonly from: Local;
  /** Bytes from one row and one column of the source to the next. */
  readonly strides: readonly [row: number, column: number];
  readonly type: ElementType;
  readonly to: Local;
  /** Bytes from one row of the copy to the next. */
  readonly pitch: number;
  readonly rows: Count;
  readonly columns: Count;
}

/** Copies a block as numbers: along its rows where these are contiguous, in squares where its columns are, else one by one. */
export const pack = (lanes: Lanes, variable: Variable, packing: Packing): readonly Code[] => {
  const { size } = lanes.reads[packing.type];
  if (packing.strides[1] === size) return packRows(lanes, variable, packing);
  if (packing.strides[0] === size) return packSquares(lanes, variable, packing);
  return packNumbers(lanes, variable, packing);
};

const packRows = (lanes: Lanes, variable: Variable, packing: Packing): readonly Code[] => {
  const { from, to, rows, columns, strides, pitch, type } = packing;
  const { vector, one, size } = lanes.reads[type];
  const { source, target, row, place } = integers(variable, 'source target row place');
  const unrolled = typeof columns === 'number' && columns <= 8 * lanes.count;
  const vectors = quotient(columns, lanes.count);
  const tail = rest(columns, lanes.count);
  const copyVector = (index: number): Code =>
    lanes.store(get(place), vector(get(source), index * lanes.count * size), index * lanes.count * lanes.size);
  const copyOne = (index: number): Code =>
    lanes.storeNumber(get(place), one(get(source), index * size), index * lanes.size);
  const body = unrolled
    ? [
        ...Array.from({ length: vectors as number }, (_, index) => copyVector(index)),
        ...Array.from({ length: tail as number }, (_, index) => copyOne((vectors as number) * lanes.count + index)),
      ]
    : [
        ...times(
          variable,
          quotient(columns, 4 * lanes.count),
          ...[0, 1, 2, 3].map(copyVector),
          ...advance(source, 4 * lanes.count * size),
          ...advance(place, 4 * lanes.count * lanes.size),
        ),
        ...times(
          variable,
          quotient(rest(columns, 4 * lanes.count), lanes.count),
          copyVector(0),
          ...advance(source, lanes.count * size),
          ...advance(place, lanes.count * lanes.size),
        ),
        ...times(variable, tail, copyOne(0), ...advance(source, size), ...advance(place, lanes.size)),
      ];
  return [
    set(row, get(from)),
    set(target, get(to)),
    ...times(
      variable,
      rows,
      set(source, get(row)),
      set(place, get(target)),
      ...body,
      ...advance(row, strides[0]),
      ...advance(target, pitch),
    ),
  ];
};

const packSquares = (lanes: Lanes, variable: Variable, packing: Packing): readonly Code[] => {
  const { from, to, rows, columns, strides, pitch, type } = packing;
  const { vector, size } = lanes.reads[type];
  const side = lanes.count;
  const { source, target, column, place } = integers(variable, 'source target column place');
  const square = Array.from({ length: side }, () => variable('v128'));
  const body = [
    ...square.map((local, index) => set(local, vector(get(source), index * strides[1]))),
    ...lanes.transpose(square.map(get)).map((code, index) => lanes.store(get(place), code, index * pitch)),
    ...advance(source, side * size),
    ...advance(place, side * pitch),
  ];
  // what the squares leave: a strip of columns beside them, and a strip of rows below
  const beside = { from: variable('i32'), to: variable('i32') };
  const below = { from: variable('i32'), to: variable('i32') };
  const tailColumns = rest(columns, side);
  const tailRows = rest(rows, side);
  const whole = (count: Count): Count =>
    typeof count === 'number' ? count - (count % side) : i32.and(count, i32.const(-side));
  return [
    set(column, get(from)),
    set(target, get(to)),
    ...times(
      variable,
      quotient(columns, side),
      set(source, get(column)),
      set(place, get(target)),
      ...times(variable, quotient(rows, side), ...body),
      ...advance(column, side * strides[1]),
      ...advance(target, side * lanes.size),
    ),
    ...(tailColumns === 0
      ? []
      : [
          set(beside.from, get(column)),
          set(beside.to, get(target)),
          ...packNumbers(lanes, variable, { ...packing, ...beside, columns: tailColumns, rows: whole(rows) }),
        ]),
    ...(tailRows === 0
      ? []
      : [
          set(below.from, i32.add(get(from), scaled(whole(rows), size))),
          set(below.to, i32.add(get(to), scaled(whole(rows), pitch))),
          ...packNumbers(lanes, variable, { ...packing, ...below, rows: tailRows }),
        ]),
  ];
};

const packNumbers = (lanes: Lanes, variable: Variable, packing: Packing): readonly Code[] => {
  const { from, to, rows, columns, strides, pitch, type } = packing;
  const { one } = lanes.reads[type];
  const { source, target, row, place } = integers(variable, 'source target row place');
  return [
    set(row, get(from)),
    set(target, get(to)),
    ...times(
      variable,
      rows,
      set(source, get(row)),
      set(place, get(target)),
      ...times(
        variable,
        columns,
        lanes.storeNumber(get(place), one(get(source))),
        ...advance(source, strides[1]),
        ...advance(place, lanes.size),
      ),
      ...advance(row, strides[0]),
      ...advance(target, pitch),
    ),
  ];
};
