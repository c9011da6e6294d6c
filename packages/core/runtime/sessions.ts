import * as Metric from "effect/Metric"

/** The number of sessions (compiled programs) in this process, by provider; 0 once every scope has closed. */
export const sessions = Metric.gauge("rlif_runtime_sessions", {
  description: "ONNX Runtime sessions alive",
})
