/** How a sampled batch is gone through. */
interface Parted {
  readonly minibatches: number
  readonly epochs: number
}

/** Updates of each sampled batch: one a part, as often as all parts are gone through. */
export const updatesOfBatch = ({ minibatches, epochs }: Parted): number => minibatches * epochs
