// grpc-js, for client.js.
'use strict';
const path = require('path');
const { createRequire } = require('module');

const installed = createRequire(path.join(__dirname, '../edge/package.json'));
const grpc = installed('@grpc/grpc-js');
const loader = installed('@grpc/proto-loader');

const etagOf = (image) => image && image[image.resource].etag;

module.exports = (settings) => {
  // From the files of the contract: maps get lost where it reads descriptors.
  const contract = grpc.loadPackageDefinition(loader.loadSync(
    ['change', 'event'].map((name) => `taqvim/v1/${name}_service.proto`),
    { includeDirs: settings.protos, keepCase: true, enums: String, longs: Number, defaults: true,
      oneofs: true },
  )).taqvim.v1;
  const connect = (service) =>
    new contract[service](settings.server, grpc.credentials.createInsecure());
  return {
    isUnavailable: (error) => error.code === grpc.status.UNAVAILABLE,

    async* watch(token) {
      const service = connect('ChangeService');
      const stream = service.WatchChanges({ after_revision_token: token, snapshot: !token,
        include_before: true, progress_interval: { seconds: 1 } });
      try {
        for await (const response of stream) {
          yield {
            token: response.revision_token,
            resources: response.resources.map((one) => one[one.resource]),
            revisions: response.revisions.map(({ number, continues, changes }) => ({
              number,
              continues,
              changes: changes.map(({ name, before, after }) =>
                ({ name, before: etagOf(before), after: etagOf(after) })),
            })),
          };
        }
      } finally {
        service.close();
      }
    },

    async write(request) {
      const service = connect('EventService');
      const { path: method, responseSerialize, responseDeserialize } =
        contract.EventService.service.BatchWriteEvents;
      const answer = await new Promise((resolve, reject) => {
        service.makeUnaryRequest(method, (bytes) => bytes, responseDeserialize, request,
          new grpc.Metadata(), { deadline: Date.now() + 120000 },
          (error, response) => (error ? reject(error) : resolve(response)));
      });
      service.close();
      return { token: answer.revision_token, bytes: responseSerialize(answer) };
    },
  };
};
