// Two lanes: "unit" runs in seconds on loopback HTTP only; "engine" drives the real Pulumi CLI and takes minutes.
const transform = { "^.+\\.(ts|mts|js|mjs)$": "@swc/jest" };
const shared = {
  transform,
  // These are published as ES modules only; jest runs CommonJS.
  transformIgnorePatterns: ["node_modules/(?!(p-retry|is-network-error|d3-hierarchy)/)"],
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  testEnvironment: "node",
  // Otherwise jest warns about its own matchers.
  testEnvironmentOptions: { globalsCleanup: "off" },
};
const engineTests = ["<rootDir>/tests/engine/**/*.test.ts", "<rootDir>/tests/package/**/*.test.ts"];

/** @type {import("jest").Config} */
module.exports = {
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/tests/**/*.test.ts"],
      setupFilesAfterEnv: ["<rootDir>/tests/support/unitTimeout.ts"],
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/tests/engine/", "<rootDir>/tests/package/"],
    },
    {
      ...shared,
      displayName: "engine",
      testMatch: engineTests,
      setupFilesAfterEnv: ["<rootDir>/tests/support/engineTimeout.ts"],
      globalSetup: "<rootDir>/tests/support/globalSetup.ts",
      globalTeardown: "<rootDir>/tests/support/globalTeardown.ts",
    },
  ],
};
