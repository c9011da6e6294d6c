import { Schema } from "effect"

/** The provider's library, driver or device is not on this machine; the message says what to install. */
export class ProviderMissing extends Schema.TaggedError<ProviderMissing>()("@rlif/core/ProviderMissing", {
  provider: Schema.String,
  message: Schema.String,
}) {}

/** A graph that ONNX Runtime would not turn into a session. */
export class CompileError extends Schema.TaggedError<CompileError>()("@rlif/core/CompileError", {
  message: Schema.String,
}) {}

/** A feed that is unknown, absent, or of another type or shape than its input. */
export class FeedError extends Schema.TaggedError<FeedError>()("@rlif/core/FeedError", {
  tensor: Schema.String,
  message: Schema.String,
}) {}

/** An output that is not a number, or infinite. */
export class NotFinite extends Schema.TaggedError<NotFinite>()("@rlif/core/NotFinite", {
  tensor: Schema.String,
  message: Schema.String,
}) {}

/** A program used after its scope closed. */
export class ProgramClosed extends Schema.TaggedError<ProgramClosed>()("@rlif/core/ProgramClosed", {
  message: Schema.String,
}) {}

/** A run that ONNX Runtime itself refused. */
export class RunError extends Schema.TaggedError<RunError>()("@rlif/core/RunError", {
  message: Schema.String,
}) {}

/** What running a program can fail with. */
export type RuntimeError = FeedError | NotFinite | ProgramClosed | RunError
