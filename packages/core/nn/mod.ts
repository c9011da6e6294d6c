// Written by scripts/faces.ts.
export * from "./cached_attention.ts"
export * from "./embedding.ts"
export * from "./linear.ts"
export * from "./rms_norm.ts"
export * from "./rotary.ts"
export * from "./rotary_frequencies.ts"
export * from "./swiglu.ts"
