import type { PlatformError } from "effect"
import { reasonOf } from "../files/reason.ts"
import { SafetensorsError } from "./checkpoint_error.ts"

/** What the file system says of a safetensors file that cannot be read or written. */
export const outside = (
  action: "read" | "write",
  file: string,
  error: PlatformError.PlatformError,
): SafetensorsError =>
  new SafetensorsError({ file, tensor: "", message: `Cannot ${action} "${file}": ${reasonOf(error)}` })
