import { type Code, get, ifElse, type Local, set } from '../wasm/code.ts';
import { i32, memory } from '../wasm/instruction.ts';
import { type Lanes } from './lanes.ts';
import { pack } from './packing.ts';
import { type Panels, type Plan, type Product } from './plan.ts';
import {
  advance,
  atMost,
  type Count,
  countCode,
  inBlocks,
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

/** Where all sums go, and whether they are added to what is there. */
export interface Total extends Result {
  readonly adds: boolean;
}

/** Code for a product, or for a part of its depth, and the bytes of scratch memory and the depth of a block that it uses. */
export interface Sweep {
  readonly bytes: number;
  readonly block: number;
  readonly code: (variable: Variable, places: Places, total: Total, depth: Count) => readonly Code[];
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
  const bytes = stripOffset + (plan.packsSplat ? Math.min(rows, strip) * stripPitch : 0);
  const columnBlocks = main.count === 0 ? 1 : Math.ceil(main.count / panels);

  const code: Sweep['code'] = (variable, { splat: rowsAt, vector: columnsAt, scratch }, total, depth) => {
    const { blockStart, resultStart, panelsLeft, panelsHere } = integers(
      variable,
      'blockStart resultStart panelsLeft panelsHere',
    );
    const { a, b, bLast, from, to, lastPanel, stripCopy } = integers(variable, 'a b bLast from to lastPanel stripCopy');
    const { row, resultRow, rowsLeft, rowsHere } = integers(variable, 'row resultRow rowsLeft rowsHere');
    const { panel, resultPanel } = integers(variable, 'panel resultPanel');
    const stripRows: Count = rows <= strip ? rows : get(rowsHere);
    const inLastBlock = (body: readonly Code[]): readonly Code[] =>
      columnBlocks === 1 ? body : [ifElse(i32.le_u(get(panelsLeft), i32.const(panels)), body)];
    const eachPanel = (...body: readonly Code[]): readonly Code[] =>
      main.count === 0 ? [] : times(variable, get(panelsHere), ...body);

    const packPanel = ({ vectors, columns }: Panels, from: Local, to: Local, rows: Count): readonly Code[] =>
      pack(lanes, variable, {
        from,
        strides: [vector.depth, vector.along],
        type: vector.type,
        to,
        pitch: 16 * vectors,
        rows,
        columns,
      });
    const packPanels = (length: Count): readonly Code[] => [
      set(from, get(b)),
      set(to, get(scratch)),
      ...eachPanel(
        ...packPanel(main, from, to, length),
        ...advance(from, main.columns * vector.along),
        ...advance(to, panelBytes(main)),
      ),
    ];
    const packStrip = (length: Count): readonly Code[] =>
      pack(lanes, variable, {
        from: row,
        strides: [splat.along, splat.depth],
        type: splat.type,
        to: stripCopy,
        pitch: stripPitch,
        rows: stripRows,
        columns: length,
      });
    const tiles = (panels: Panels, panel: Local, length: Count, adds: Result['adds']): readonly Code[] =>
      sweepStrip(lanes, variable, panels, {
        rows: stripRows,
        tail: rows % panels.rows,
        depth: countCode(length),
        splat: plan.packsSplat
          ? { address: stripCopy, row: stripPitch, step: lanes.size }
          : { address: row, row: splat.along, step: splat.depth },
        vector: { address: panel, step: panels.isPacked ? 16 * panels.vectors : vector.depth },
        result: { address: resultPanel, strides: total.strides, adds },
      });
    const sweepBlock = (length: Count, adds: Result['adds']): readonly Code[] => [
      ...(main.isPacked ? packPanels(length) : []),
      ...(last.count > 0 && last.isPacked ? inLastBlock(packPanel(last, bLast, lastPanel, length)) : []),
      set(row, get(a)),
      set(resultRow, get(resultStart)),
      set(rowsLeft, i32.const(rows)),
      ...times(
        variable,
        Math.ceil(rows / strip),
        set(rowsHere, atMost(strip, rowsLeft)),
        ...(plan.packsSplat ? packStrip(length) : []),
        set(panel, get(main.isPacked ? scratch : b)),
        set(resultPanel, get(resultRow)),
        ...eachPanel(
          ...tiles(main, panel, length, adds),
          ...advance(panel, main.isPacked ? panelBytes(main) : main.columns * vector.along),
          ...advance(resultPanel, main.columns * total.strides[1]),
        ),
        ...(last.count > 0 ? inLastBlock(tiles(last, last.isPacked ? lastPanel : bLast, length, adds)) : []),
        ...advance(row, strip * splat.along),
        ...advance(resultRow, strip * total.strides[0]),
        set(rowsLeft, i32.sub(get(rowsLeft), i32.const(strip))),
      ),
      ...advance(a, block * splat.depth),
      ...advance(b, block * vector.depth),
      ...advance(bLast, block * vector.depth),
    ];
    return [
      set(lastPanel, plus(get(scratch), lastOffset)),
      set(stripCopy, plus(get(scratch), stripOffset)),
      // lanes beyond the columns are never written again
      ...(last.columns % lanes.count > 0
        ? [memory.fill(get(lastPanel), i32.const(0), i32.const(panelBytes(last)))]
        : []),
      set(blockStart, get(columnsAt)),
      set(resultStart, get(total.address)),
      set(panelsLeft, i32.const(main.count)),
      ...times(
        variable,
        columnBlocks,
        set(panelsHere, atMost(panels, panelsLeft)),
        set(a, get(rowsAt)),
        set(b, get(blockStart)),
        set(bLast, plus(get(columnsAt), main.count * main.columns * vector.along)),
        ...inBlocks(variable, depth, block, total.adds, sweepBlock),
        ...advance(blockStart, panels * main.columns * vector.along),
        ...advance(resultStart, panels * main.columns * total.strides[1]),
        set(panelsLeft, i32.sub(get(panelsLeft), i32.const(panels))),
      ),
    ];
  };
  return { bytes, block, code };
};
