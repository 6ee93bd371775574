// Builds the timeline.
//
//   node build.mjs FOLDER [PROTOC]
import {build} from 'vite';
import {makeContract} from './contract.mjs';

const [folder, protoc] = process.argv.slice(2);
if (!folder) throw new Error('Say into which folder: node build.mjs FOLDER [PROTOC]');
makeContract(protoc);
await build({root: import.meta.dirname, logLevel: 'warn', build: {outDir: folder, emptyOutDir: true}});
