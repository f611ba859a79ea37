import './bench.css';
import type { PanelProps } from '../state/panel-props.ts';
import { DataControls } from './data-controls.tsx';
import { LandscapeView } from './landscape-view.tsx';
import { LossCurve } from './loss-curve.tsx';
import { ModelControls } from './model-controls.tsx';
import { OptimizerControls } from './optimizer-controls.tsx';
import { ParameterCells } from './parameter-cells.tsx';
import { Plane } from './plane.tsx';
import { PointEditor } from './point-editor.tsx';
import { PointTable } from './point-table.tsx';
import { RegularizationProof } from './regularization-proof.tsx';
import { TrainingControls } from './training-controls.tsx';

/** The demonstration: the plane, what trains it, and everything there is to know about the present parameters. */
export const Bench = ({ page, live, trainer, turns, selection, checked }: PanelProps) => (
  <div class="bench">
    <div class="stage">
      <Plane page={page} turn={turns.plane} selection={selection} isRunning={trainer.isRunning} />
      <PointEditor page={page} selection={selection} />
      <ParameterCells page={page} checked={checked} />
      <RegularizationProof turn={turns.proof} />
    </div>
    <div class="side">
      <TrainingControls page={page} turn={turns.losses} trainer={trainer} />
      <LossCurve page={page} live={live} turn={turns.curve} />
      <DataControls page={page} selection={selection} />
      <ModelControls page={page} />
      <OptimizerControls page={page} />
      <LandscapeView page={page} live={live} isRunning={trainer.isRunning} />
    </div>
    <div class="wide">
      <PointTable turn={turns.table} selection={selection} />
    </div>
  </div>
);
