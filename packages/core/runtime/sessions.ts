import { Metric } from "effect"

/** How many sessions (compiled programs) are alive in this process, by provider; 0 once every scope has closed. */
export const sessions = Metric.gauge("rlif_runtime_sessions", {
  description: "ONNX Runtime sessions alive",
})
