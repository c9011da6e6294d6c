import * as Schema from "effect/Schema"

/**
 * A provider whose library, driver or device this machine lacks; the message says what to install.
 * @since 0.1.0
 */
export class ProviderMissing extends Schema.TaggedError<ProviderMissing>()("@rlif/core/ProviderMissing", {
  provider: Schema.String,
  message: Schema.String,
}) {}

/**
 * A graph that ONNX Runtime cannot turn into a session.
 * @since 0.1.0
 */
export class CompileError extends Schema.TaggedError<CompileError>()("@rlif/core/CompileError", {
  message: Schema.String,
}) {}

/**
 * A feed that is unknown or absent, or has another type or shape than its input.
 * @since 0.1.0
 */
export class FeedError extends Schema.TaggedError<FeedError>()("@rlif/core/FeedError", {
  tensor: Schema.String,
  message: Schema.String,
}) {}

/**
 * An output that holds NaN or an infinity.
 * @since 0.1.0
 */
export class NotFinite extends Schema.TaggedError<NotFinite>()("@rlif/core/NotFinite", {
  tensor: Schema.String,
  message: Schema.String,
}) {}

/**
 * A program that was used after its scope closed.
 * @since 0.1.0
 */
export class ProgramClosed extends Schema.TaggedError<ProgramClosed>()("@rlif/core/ProgramClosed", {
  message: Schema.String,
}) {}

/**
 * A run that failed in ONNX Runtime itself.
 * @since 0.1.0
 */
export class RunError extends Schema.TaggedError<RunError>()("@rlif/core/RunError", {
  message: Schema.String,
}) {}

/**
 * The errors of running a program.
 * @since 0.1.0
 */
export type RuntimeError = FeedError | NotFinite | ProgramClosed | RunError
