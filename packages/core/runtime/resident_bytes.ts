import * as Metric from "effect/Metric"

/** The bytes of all residents' tensors, by provider: device memory if the provider keeps them there. */
export const residentBytes = Metric.gauge("rlif_runtime_resident_bytes", {
  description: "Bytes of the tensors kept where the provider computes",
})
