import { defineConfig } from 'vitest/config';

const source = { resolve: { conditions: ['@muster/source'] }, ssr: { resolve: { conditions: ['@muster/source', 'node', 'import', 'default'] } } };
const exclude = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  ...source,
  test: {
    projects: [
      { ...source, test: { name: 'unit', include: ['packages/*/test/**/*.test.ts', 'examples/**/*.test.ts'], exclude, testTimeout: 30_000 } },
      { ...source, test: { name: 'system', include: ['test/system/**/*.test.ts'], exclude, testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false } },
      { ...source, test: { name: 'vm', include: ['test/vm/**/*.test.ts'], exclude, testTimeout: 600_000, hookTimeout: 600_000, fileParallelism: false } },
    ],
  },
});
