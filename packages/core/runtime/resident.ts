import type { DType } from "../graph/dtype.ts"

/**
 * A place for one tensor where the provider computes: on the device where it `keeps` what it computed, in the process
 * otherwise. A program that was compiled to keep an output writes it there, others are fed it, and it crosses to the
 * device at neither. It lives as long as the scope that it was acquired in.
 */
export interface Resident {
  /** What it holds; undefined while it holds nothing. What was computed is not read through this. */
  readonly type: { readonly dtype: DType; readonly dims: ReadonlyArray<number> } | undefined
  /** Lets go of what it holds, whose memory is then free for others. It can be written again. */
  readonly clear: () => void
}
