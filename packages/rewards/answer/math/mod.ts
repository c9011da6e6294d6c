// Written by scripts/faces.ts.
export * from "./claim.ts"
export * from "./mathematically.ts"
export * from "./reading.ts"
export * from "./sameness.ts"
