import { Metric } from "effect"

/** How many bytes the tensors of residents take, by provider: device memory where the provider keeps them there. */
export const residentBytes = Metric.gauge("rlif_runtime_resident_bytes", {
  description: "Bytes of the tensors kept where the provider computes",
})
