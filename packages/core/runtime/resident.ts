import type { DType } from "../graph/dtype.ts"

/**
 * A place for one tensor, on the device if the runtime `keeps` outputs there, otherwise in this process. A program that was
 * compiled to keep an output writes it to a resident, and other programs are fed the resident, without a copy to or from the
 * device. A resident lives as long as the scope of its acquisition.
 */
export interface Resident {
  /** The type of the resident's tensor; undefined while the resident is empty. The tensor's data cannot be read. */
  readonly type: { readonly dtype: DType; readonly dims: ReadonlyArray<number> } | undefined
  /** Releases the tensor and its memory. The resident can be written again. */
  readonly clear: () => void
}
