import * as Metric from "effect/Metric"

/** The number of residents that hold a tensor in this process, by provider; 0 once every scope has closed. */
export const residents = Metric.gauge("rlif_runtime_residents", {
  description: "Tensors kept where the provider computes",
})
