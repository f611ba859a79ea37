import { type Code, get, ifElse, type Local, set } from '../wasm/code.ts';
import { type Lanes } from './lanes.ts';
import { type Panels } from './plan.ts';
import { advance, type Count, quotient, rest, times, type Variable } from './repetition.ts';
import { type Tile, tileCode } from './tile.ts';

/** A strip of rows times one panel. */
export interface Strip extends Pick<Tile, 'splat' | 'vector' | 'result' | 'depth'> {
  readonly rows: Count;
  /** Rows that tiles leave at the end of the last strip. */
  readonly tail: number;
}

/** The tiles of a strip from top to bottom, and a lower one at the end. */
export const sweepStrip = (lanes: Lanes, variable: Variable, panels: Panels, strip: Strip): readonly Code[] => {
  const { rows, tail, splat, result } = strip;
  const place: Local = variable('i32');
  const resultPlace: Local = variable('i32');
  const tile = (rows: number): readonly Code[] =>
    tileCode(lanes, variable, {
      ...strip,
      rows,
      vectors: panels.vectors,
      columns: panels.columns,
      splat: { ...splat, address: place },
      result: { ...result, address: resultPlace },
    });
  const tailCode = tail === 0 ? [] : tile(tail);
  return [
    set(place, get(splat.address)),
    set(resultPlace, get(result.address)),
    ...times(
      variable,
      quotient(rows, panels.rows),
      ...tile(panels.rows),
      ...advance(place, panels.rows * splat.row),
      ...advance(resultPlace, panels.rows * result.strides[0]),
    ),
    ...(tail === 0 || typeof rows === 'number' ? tailCode : [ifElse(rest(rows, panels.rows) as Code, tailCode)]),
  ];
};
