// Written by scripts/faces.ts.
export * from "./available.ts"
export * from "./container.ts"
export * from "./memory.ts"
export * from "./memory_error.ts"
export * from "./memory_estimate.ts"
export * from "./peak.ts"
export * from "./require_memory.ts"
