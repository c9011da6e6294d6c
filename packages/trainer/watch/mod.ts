// Written by scripts/faces.ts.
export * from "./routes.ts"
export * from "./server.ts"
export * from "./story.ts"
export * from "./told.ts"
export * from "./trust.ts"
