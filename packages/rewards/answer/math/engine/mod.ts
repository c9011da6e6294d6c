// Written by scripts/faces.ts.
export * from "./engine.ts"
export * from "./worker.ts"
