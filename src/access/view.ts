/** Whose things are seen and made. */
export interface View {
  /** Whose what is made will be; undefined: nobody's, which administrators see. */
  readonly owner?: string;
  /** Everything of every owner is seen. */
  readonly everyone?: boolean;
}

/** Whether a thing of this owner is seen; for who does not see it, it is not there. */
export function sees(view: View, owner: string | undefined): boolean {
  return view.everyone === true || owner === view.owner;
}
