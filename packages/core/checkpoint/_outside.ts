import type * as PlatformError from "effect/PlatformError"
import { reasonOf } from "../files/reason.ts"
import { SafetensorsError } from "./checkpoint_error.ts"

/** The file system's failure to read or write a safetensors file, as a SafetensorsError. */
export const outside = (
  action: "read" | "write",
  file: string,
  error: PlatformError.PlatformError,
): SafetensorsError =>
  new SafetensorsError({ file, tensor: "", message: `Cannot ${action} "${file}": ${reasonOf(error)}` })
