// A limit is for what hangs: on a machine with other work a test of milliseconds may take many seconds.
jest.setTimeout(60_000);
