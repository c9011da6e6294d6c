// Written by scripts/faces.ts.
export * from "./folder.ts"
export * from "./local.ts"
export * from "./policy.ts"
export * from "./teacher.ts"
export * from "./thread.ts"
export * from "./worker.ts"
