export { compareSnapshots, type PlanAction, type PlannedGroup, type PlannedPart, takesReboot } from './compare.ts';
export { type PreviewSite, previewSite } from './preview.ts';
