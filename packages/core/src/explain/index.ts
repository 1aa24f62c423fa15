export { type ExplainOptions, type ExplainParts, explainNode } from './explain-node.ts';
export {
  type ExplainedFinding,
  type ExplainedOffer,
  type ExplainedPart,
  type Explanation,
  explanationSchema,
} from './schema.ts';
