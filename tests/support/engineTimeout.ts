// A run of the engine takes seconds, on a busy machine many; a test makes several.
jest.setTimeout(600_000);
