export { compareSnapshots, type PlanAction, type PlannedGroup, type PlannedPart } from './compare.ts';
export { type PreviewSite, previewSite } from './preview.ts';
