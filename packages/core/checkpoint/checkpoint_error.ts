import { Schema } from "effect"
import type { FolderError } from "../files/folder_error.ts"

/**
 * A safetensors file that breaks its format, or holds what was not asked for. `tensor` is empty where none is to blame.
 * @since 0.1.0
 */
export class SafetensorsError extends Schema.TaggedError<SafetensorsError>()("@rlif/core/SafetensorsError", {
  file: Schema.String,
  tensor: Schema.String,
  message: Schema.String,
}) {}

/**
 * A configuration that is malformed, or asks for what is not supported; the field is named as the file spells it.
 * @since 0.1.0
 */
export class ConfigError extends Schema.TaggedError<ConfigError>()("@rlif/core/ConfigError", {
  file: Schema.String,
  field: Schema.String,
  message: Schema.String,
}) {}

/**
 * Weights that do not fit their configuration: everything that is wrong, at once.
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
 * Two models whose weights do not mix: everything that differs and must not, a line each.
 * @since 0.1.0
 */
export class MixError extends Schema.TaggedError<MixError>()("@rlif/core/MixError", {
  base: Schema.String,
  instruct: Schema.String,
  differences: Schema.Array(Schema.String),
  message: Schema.String,
}) {}

/**
 * What reading or writing a checkpoint can fail with.
 * @since 0.1.0
 */
export type CheckpointError =
  | SafetensorsError
  | ConfigError
  | WeightsError
  | FolderError
