import importX, { createNodeResolver } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** Each floor may import itself and what lies under it; the sandbox shares only the URNs with the provider. */
const floors = [
  {
    target: "./provider/scim",
    from: "./provider",
    except: ["./scim"],
    message: "Floor 0 (scim) imports nothing above it.",
  },
  {
    target: "./provider/dialects",
    from: "./provider",
    except: ["./scim", "./dialects"],
    message: "Floor 1 (dialects) imports only scim.",
  },
  {
    target: "./provider/directory",
    from: "./provider",
    except: ["./scim", "./dialects", "./directory"],
    message: "Floor 2 (directory) imports only what lies under it.",
  },
  {
    target: "./provider",
    from: ["./sdk", "./sandbox", "./cli", "./tools", "./tests", "./examples"],
    message: "The plugin process imports nothing from outside provider/.",
  },
  {
    target: "./sandbox",
    from: ["./sdk", "./cli", "./tools", "./tests", "./examples"],
    message: "The sandbox stands alone.",
  },
  {
    target: "./sandbox",
    from: "./provider",
    except: ["./scim/urns.ts"],
    message: "The sandbox shares only scim/urns with the provider, so that a common bug cannot pass.",
  },
  {
    target: "./sdk",
    from: ["./sandbox", "./cli", "./tools", "./tests", "./examples"],
    message: "The program side imports only provider types and dialect data.",
  },
];

export default tseslint.config(
  { ignores: ["dist", "node_modules", "coverage", "**/*.cjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          "tsconfig.json",
          "cli/chart/page/tsconfig.json",
          "sandbox/page/assets/tsconfig.json",
          "tests/tsconfig.json",
          "tools/tsconfig.json",
          "examples/tsconfig.json",
          "examples/tsconfig.gitops.json",
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { "import-x": importX },
    settings: {
      "import-x/resolver-next": [
        createNodeResolver({ extensions: [".ts", ".js", ".mjs"], extensionAlias: { ".js": [".ts", ".js"] } }),
      ],
      "import-x/extensions": [".ts", ".mjs"],
    },
    rules: {
      "max-lines": ["error", { max: 400 }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "import-x/no-restricted-paths": ["error", { zones: floors, basePath: import.meta.dirname }],
      "import-x/no-cycle": "error",
    },
  },
  {
    files: [
      "provider/scim/**",
      "provider/dialects/**",
      "provider/directory/**",
      "sandbox/**",
      "cli/**",
      "sdk/orgChart/orgFile/**",
    ],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["@pulumi/*"],
              message: "Pulumi is known to sdk/ (but not to its reading of org files) and provider/resources/ only.",
            },
          ],
        },
      ],
    },
  },
  { files: ["eslint.config.mjs"], ...tseslint.configs.disableTypeChecked },
);
