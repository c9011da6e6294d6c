import { Schema } from "effect"

/**
 * The provider's library, driver or device is not on this machine; the message says what to install.
 * @since 0.1.0
 */
export class ProviderMissing extends Schema.TaggedError<ProviderMissing>()("@rlif/core/ProviderMissing", {
  provider: Schema.String,
  message: Schema.String,
}) {}

/**
 * A graph that ONNX Runtime would not turn into a session.
 * @since 0.1.0
 */
export class CompileError extends Schema.TaggedError<CompileError>()("@rlif/core/CompileError", {
  message: Schema.String,
}) {}

/**
 * A feed that is unknown, absent, or of another type or shape than its input.
 * @since 0.1.0
 */
export class FeedError extends Schema.TaggedError<FeedError>()("@rlif/core/FeedError", {
  tensor: Schema.String,
  message: Schema.String,
}) {}

/**
 * An output that is not a number, or infinite.
 * @since 0.1.0
 */
export class NotFinite extends Schema.TaggedError<NotFinite>()("@rlif/core/NotFinite", {
  tensor: Schema.String,
  message: Schema.String,
}) {}

/**
 * A program used after its scope closed.
 * @since 0.1.0
 */
export class ProgramClosed extends Schema.TaggedError<ProgramClosed>()("@rlif/core/ProgramClosed", {
  message: Schema.String,
}) {}

/**
 * A run that ONNX Runtime itself refused.
 * @since 0.1.0
 */
export class RunError extends Schema.TaggedError<RunError>()("@rlif/core/RunError", {
  message: Schema.String,
}) {}

/**
 * What running a program can fail with.
 * @since 0.1.0
 */
export type RuntimeError = FeedError | NotFinite | ProgramClosed | RunError
