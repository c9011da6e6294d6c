// Written by scripts/faces.ts.
export * from "./entropy_floor.ts"
export * from "./finite.ts"
export * from "./guard.ts"
export * from "./hollow_gain.ts"
export * from "./patience.ts"
