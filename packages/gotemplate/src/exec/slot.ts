/** A value held by dot or by a variable. */
export interface Slot {
  readonly value: unknown;
  /** It came out of a container of `interface {}`: Go names that type in messages, not the value's own. */
  readonly boxed: boolean;
  /** Where in the data it is; undefined if it is not a part of the data or has been reported as read already. */
  readonly path: string | undefined;
}

export interface Variable {
  readonly name: string;
  slot: Slot;
}

export const emptySlot: Slot = { value: undefined, boxed: false, path: undefined };
