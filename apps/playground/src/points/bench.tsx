import './bench.css';
import type { PanelProps } from '../state/panel-props.ts';
import { DataControls } from './data-controls.tsx';
import { LandscapeView } from './landscape-view.tsx';
import { LossCurve } from './loss-curve.tsx';
import { ModelControls } from './model-controls.tsx';
import { useNarrow } from './narrow.ts';
import { OptimizerControls } from './optimizer-controls.tsx';
import { ParameterCells } from './parameter-cells.tsx';
import { Plane } from './plane.tsx';
import { PointEditor } from './point-editor.tsx';
import { PointTable } from './point-table.tsx';
import { RegularizationProof } from './regularization-proof.tsx';
import { TrainingControls } from './training-controls.tsx';

/**
 * The demonstration: the plane, what trains it, and everything there is to know about the present parameters. In one column what is used most
 * comes first, in reading order as on the screen.
 */
export const Bench = ({ page, live, trainer, turns, selection, checked }: PanelProps) => {
  const plane = <Plane page={page} turn={turns.plane} selection={selection} isRunning={trainer.isRunning} />;
  const editor = <PointEditor page={page} selection={selection} />;
  const cells = <ParameterCells page={page} checked={checked} />;
  const proof = <RegularizationProof turn={turns.proof} />;
  const training = <TrainingControls page={page} turn={turns.losses} trainer={trainer} />;
  const table = <PointTable turn={turns.table} selection={selection} />;
  const rest = (
    <>
      <LossCurve page={page} live={live} turn={turns.curve} />
      <DataControls page={page} selection={selection} />
      <ModelControls page={page} />
      <OptimizerControls page={page} />
      <LandscapeView page={page} live={live} isRunning={trainer.isRunning} />
    </>
  );
  if (useNarrow().value)
    return (
      <div class="bench">
        {plane}
        {training}
        {editor}
        {cells}
        {rest}
        {proof}
        {table}
      </div>
    );
  return (
    <div class="bench">
      <div class="stage">
        {plane}
        {editor}
        {cells}
        {proof}
      </div>
      <div class="side">
        {training}
        {rest}
      </div>
      <div class="wide">{table}</div>
    </div>
  );
};
