// Sources are no package: their imports end in .ts, and their dependencies are this workspace's. `npm run build` writes each
// package's publishable form to its dist folder, which npm and pnpm pack and publish alike.
console.error("Cannot pack the sources: npm run build, then pack packages/<name>/dist")
process.exit(1)
