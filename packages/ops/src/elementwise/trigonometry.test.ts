import { testEdges } from '../../test/edge.ts';
import { trigonometry } from '../../test/edges.ts';

testEdges(trigonometry);
