import { type Code, get, ifElse, type Local, set } from '../wasm/code.ts';
import { i32, memory } from '../wasm/instruction.ts';
import { type Lanes } from './lanes.ts';
import { pack } from './packing.ts';
import { type Panels, type Plan, type Product } from './plan.ts';
import {
  advance,
  atMost,
  blocksOf,
  type Count,
  countCode,
  integers,
  plus,
  times,
  type Variable,
} from './repetition.ts';
import { sweepStrip } from './strip.ts';
import { type Result } from './tile.ts';

/** Where a product finds its operands, and room for copies. */
export interface Places {
  readonly splat: Local;
  readonly vector: Local;
  readonly scratch: Local;
}

/** Code for a product, or for a part of its depth. */
export interface Sweep {
  readonly bytes: number;
  readonly block: number;
  readonly code: (variable: Variable, places: Places, result: Result, depth: Count) => readonly Code[];
}

/**
 * Tiles, in loops over blocks of columns, blocks of the depth, strips of rows, panels and tiles, from the outermost. A packed block of the vector
 * operand stays in the second cache; one of its panels and a strip of the other operand stay in the first.
 */
export const tileSweep = (lanes: Lanes, product: Product, plan: Plan): Sweep => {
  const { rows, splat, vector } = product;
  const { main, last, block, panels, strip } = plan;
  const panelBytes = ({ vectors }: Panels): number => 16 * vectors * block;
  const lastOffset = main.isPacked ? panels * panelBytes(main) : 0;
  const stripOffset = lastOffset + (last.isPacked ? panelBytes(last) : 0);
  const stripPitch = block * lanes.size;
  const columnBlocks = main.count === 0 ? 1 : Math.ceil(main.count / panels);
  const isLast = (panelsLeft: Local, body: readonly Code[]): readonly Code[] =>
    last.count === 0 || columnBlocks === 1 ? body : [ifElse(i32.le_u(get(panelsLeft), i32.const(panels)), body)];

  const code: Sweep['code'] = (variable, { splat: rowsAt, vector: columnsAt, scratch }, result, depth) => {
    const { blockStart, resultStart, panelsLeft, panelsHere, left, here, isLater } = integers(
      variable,
      'blockStart',
      'resultStart',
      'panelsLeft',
      'panelsHere',
      'left',
      'here',
      'isLater',
    );
    const { a, b, bLast, from, to, lastPanel, stripCopy } = integers(
      variable,
      'a',
      'b',
      'bLast',
      'from',
      'to',
      'lastPanel',
      'stripCopy',
    );
    const { row, resultRow, rowsLeft, rowsHere, panel, resultPanel } = integers(
      variable,
      'row',
      'resultRow',
      'rowsLeft',
      'rowsHere',
      'panel',
      'resultPanel',
    );
    const isWhole = typeof depth === 'number' && depth <= block;
    const length: Count = isWhole ? depth : get(here);
    const adds = isWhole || result.adds === true ? result.adds : isLater;
    const stripRows: Count = rows <= strip ? rows : get(rowsHere);
    const packPanel = ({ vectors, columns }: Panels, from: Local, to: Local): readonly Code[] =>
      pack(lanes, variable, {
        from,
        strides: [vector.depth, vector.along],
        type: vector.type,
        to,
        pitch: 16 * vectors,
        rows: length,
        columns,
      });
    const tiles = (panels: Panels, panel: Local): readonly Code[] =>
      sweepStrip(lanes, variable, panels, {
        rows: stripRows,
        tail: rows % panels.rows,
        depth: countCode(length),
        splat: plan.packsSplat
          ? { address: stripCopy, row: stripPitch, step: lanes.size }
          : { address: row, row: splat.along, step: splat.depth },
        vector: { address: panel, step: panels.isPacked ? 16 * panels.vectors : vector.depth },
        result: { address: resultPanel, strides: result.strides, adds },
      });
    const packing = [
      ...(!main.isPacked
        ? []
        : [
            set(from, get(b)),
            set(to, get(scratch)),
            ...times(
              variable,
              get(panelsHere),
              ...packPanel(main, from, to),
              ...advance(from, main.columns * vector.along),
              ...advance(to, panelBytes(main)),
            ),
          ]),
      ...(last.count > 0 && last.isPacked ? isLast(panelsLeft, packPanel(last, bLast, lastPanel)) : []),
    ];
    const strips = [
      set(row, get(a)),
      set(resultRow, get(resultStart)),
      set(rowsLeft, i32.const(rows)),
      ...times(
        variable,
        Math.ceil(rows / strip),
        set(rowsHere, atMost(strip, rowsLeft)),
        ...(!plan.packsSplat
          ? []
          : pack(lanes, variable, {
              from: row,
              strides: [splat.along, splat.depth],
              type: splat.type,
              to: stripCopy,
              pitch: stripPitch,
              rows: stripRows,
              columns: length,
            })),
        set(panel, get(main.isPacked ? scratch : b)),
        set(resultPanel, get(resultRow)),
        ...(main.count === 0
          ? []
          : times(
              variable,
              get(panelsHere),
              ...tiles(main, panel),
              ...advance(panel, main.isPacked ? panelBytes(main) : main.columns * vector.along),
              ...advance(resultPanel, main.columns * result.strides[1]),
            )),
        ...(last.count === 0 ? [] : isLast(panelsLeft, tiles(last, last.isPacked ? lastPanel : bLast))),
        ...advance(row, strip * splat.along),
        ...advance(resultRow, strip * result.strides[0]),
        set(rowsLeft, i32.sub(get(rowsLeft), i32.const(strip))),
      ),
    ];
    return [
      set(lastPanel, plus(get(scratch), lastOffset)),
      set(stripCopy, plus(get(scratch), stripOffset)),
      // lanes beyond the columns are never written again
      ...(last.columns % lanes.count > 0
        ? [memory.fill(get(lastPanel), i32.const(0), i32.const(panelBytes(last)))]
        : []),
      set(blockStart, get(columnsAt)),
      set(resultStart, get(result.address)),
      set(panelsLeft, i32.const(main.count)),
      ...times(
        variable,
        columnBlocks,
        set(panelsHere, atMost(panels, panelsLeft)),
        set(a, get(rowsAt)),
        set(b, get(blockStart)),
        set(bLast, plus(get(columnsAt), main.count * main.columns * vector.along)),
        set(left, countCode(depth)),
        set(isLater, typeof result.adds === 'boolean' ? i32.const(result.adds ? 1 : 0) : get(result.adds)),
        ...times(
          variable,
          blocksOf(depth, block),
          set(here, atMost(block, left)),
          ...packing,
          ...strips,
          ...advance(a, block * splat.depth),
          ...advance(b, block * vector.depth),
          ...advance(bLast, block * vector.depth),
          set(left, i32.sub(get(left), get(here))),
          set(isLater, i32.const(1)),
        ),
        ...advance(blockStart, panels * main.columns * vector.along),
        ...advance(resultStart, panels * main.columns * result.strides[1]),
        set(panelsLeft, i32.sub(get(panelsLeft), i32.const(panels))),
      ),
    ];
  };
  const bytes = stripOffset + (plan.packsSplat ? Math.min(rows, strip) * stripPitch : 0);
  return { bytes, block, code };
};
