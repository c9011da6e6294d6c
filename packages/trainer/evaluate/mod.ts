// Written by scripts/faces.ts.
export * from "./accuracy.ts"
export * from "./bootstrap.ts"
export * from "./correlation.ts"
export * from "./evaluation.ts"
export * from "./interval.ts"
export * from "./wilson.ts"
