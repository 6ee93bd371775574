// Makes TypeScript of the contract, below gen/: messages and services of proto/taqvim/v1 and what
// of google's they import. Only what has become another is written, so that nothing is built anew
// for nothing.
//
//   node contract.mjs [PROTOC]
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';

const HERE = import.meta.dirname;
const PROTOS = path.resolve(HERE, '../../../proto');
const IMPORTS = path.join(PROTOS, 'node_modules/google-proto-files');
const GOOGLE = [
  'google/api/field_behavior.proto', 'google/api/field_info.proto', 'google/api/resource.proto',
  'google/rpc/error_details.proto', 'google/rpc/status.proto', 'google/type/date.proto',
  'google/type/datetime.proto', 'google/type/dayofweek.proto', 'google/type/latlng.proto',
  'google/type/timeofday.proto',
];

function copyChanged(from, to) {
  fs.mkdirSync(to, {recursive: true});
  const kept = new Set();
  for (const entry of fs.readdirSync(from, {withFileTypes: true})) {
    kept.add(entry.name);
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      copyChanged(source, target);
    } else if (!fs.existsSync(target) ||
               !fs.readFileSync(source).equals(fs.readFileSync(target))) {
      fs.copyFileSync(source, target);
    }
  }
  for (const name of fs.readdirSync(to)) {
    if (!kept.has(name)) fs.rmSync(path.join(to, name), {recursive: true});
  }
}

export function makeContract(protoc = 'protoc') {
  const own = fs.readdirSync(path.join(PROTOS, 'taqvim/v1'))
      .filter((name) => name.endsWith('.proto')).map((name) => `taqvim/v1/${name}`);
  const fresh = fs.mkdtempSync(path.join(os.tmpdir(), 'taqvim-contract-'));
  try {
    execFileSync(protoc, [
      `--plugin=protoc-gen-es=${path.join(HERE, 'node_modules/.bin/protoc-gen-es')}`,
      `--es_out=${fresh}`, '--es_opt=target=ts', '-I', PROTOS, '-I', IMPORTS, ...GOOGLE, ...own,
    ], {
      stdio: ['ignore', 'inherit', 'inherit'],
      // The plugin's first line asks for `node`: this one, and not Debian's.
      env: {...process.env, PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`},
    });
    copyChanged(fresh, path.join(HERE, 'gen'));
  } finally {
    fs.rmSync(fresh, {recursive: true});
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) makeContract(process.argv[2]);
