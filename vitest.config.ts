import { defineConfig } from 'vitest/config';

const conditions = ['@muster/source'];
const source = {
  resolve: { conditions },
  ssr: { resolve: { conditions: [...conditions, 'node', 'import', 'default'] } },
};
const exclude = ['**/node_modules/**', '**/dist/**'];
/** Long runs load the machine by themselves: one file after the other. */
const alone = { exclude, fileParallelism: false };
/** Two files at a time: daemons wait more than they work, and a virtual machine seldom has work for more than one core. */
const inPairs = { exclude, maxWorkers: 2 };
const minutes = (count: number) => ({ testTimeout: count * 60_000, hookTimeout: count * 60_000 });

export default defineConfig({
  ...source,
  test: {
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          include: ['packages/*/test/**/*.test.ts', 'examples/**/*.test.ts'],
          ...inPairs,
          ...minutes(process.env.MUSTER_FULL === '1' ? 60 : 2),
        },
      },
      { ...source, test: { name: 'system', include: ['test/system/**/*.test.ts'], ...inPairs, ...minutes(5) } },
      { ...source, test: { name: 'vm', include: ['test/vm/**/*.test.ts'], ...inPairs, ...minutes(15) } },
      { ...source, test: { name: 'full', include: ['test/full/**/*.test.ts'], ...alone, ...minutes(20) } },
    ],
  },
});
