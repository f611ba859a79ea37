import { testEdges } from '../../test/edge.ts';
import { exponential } from '../../test/edges.ts';

testEdges(exponential);
