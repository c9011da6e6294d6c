import * as Schema from "effect/Schema"
import type { FolderError } from "../files/folder_error.ts"

/**
 * A safetensors file that breaks its format, or holds other tensors than were asked for. `tensor` is empty if the fault lies
 * with no single tensor.
 * @since 0.1.0
 */
export class SafetensorsError extends Schema.TaggedError<SafetensorsError>()("@rlif/core/SafetensorsError", {
  file: Schema.String,
  tensor: Schema.String,
  message: Schema.String,
}) {}

/**
 * A configuration that is malformed or asks for something unsupported. `field` is spelled as in the file.
 * @since 0.1.0
 */
export class ConfigError extends Schema.TaggedError<ConfigError>()("@rlif/core/ConfigError", {
  file: Schema.String,
  field: Schema.String,
  message: Schema.String,
}) {}

/**
 * Weights that do not fit their configuration. The lists name all tensors at fault at once.
 * @since 0.1.0
 */
export class WeightsError extends Schema.TaggedError<WeightsError>()("@rlif/core/WeightsError", {
  directory: Schema.String,
  missing: Schema.Array(Schema.String),
  extra: Schema.Array(Schema.String),
  misshapen: Schema.Array(Schema.String),
  notFinite: Schema.Array(Schema.String),
  message: Schema.String,
}) {}

/**
 * Two models whose weights do not mix. `differences` has a line for each difference that prevents it.
 * @since 0.1.0
 */
export class MixError extends Schema.TaggedError<MixError>()("@rlif/core/MixError", {
  base: Schema.String,
  instruct: Schema.String,
  differences: Schema.Array(Schema.String),
  message: Schema.String,
}) {}

/**
 * The errors of reading and writing checkpoints.
 * @since 0.1.0
 */
export type CheckpointError =
  | SafetensorsError
  | ConfigError
  | WeightsError
  | FolderError
