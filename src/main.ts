#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Node strips the types at each start; with its cache it does so once for each version of a file. It must
// be on before the first of our own files is loaded.
enableCompileCache();

const { runCommandLine } = await import('./commands/command-line.ts');
await runCommandLine();
