#!/usr/bin/env node
// node tools/lib/killTree.mjs PID: kills PID and all its descendants.
import { killTree } from "./processes.mjs";

killTree(Number(process.argv[2]));
