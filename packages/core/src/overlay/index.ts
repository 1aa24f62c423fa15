export { createOverlayService, type OverlayServiceOptions } from './create-overlay-service.ts';
export type { OverlayFolder } from './scan.ts';
export type {
  OverlayContext,
  OverlayEntry,
  OverlayRule,
  OverlayService,
  OverlayTree,
  PlacedEntry,
  RenderedEntry,
  RenderedOverlay,
  RenderOptions,
} from './types.ts';
