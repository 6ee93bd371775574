// connect-node, for client.js.
'use strict';
const fs = require('fs');
const { create, createFileRegistry, fromBinary, toBinary } = require('@bufbuild/protobuf');
const { FileDescriptorSetSchema } = require('@bufbuild/protobuf/wkt');
const { Code, ConnectError, createClient } = require('@connectrpc/connect');
const { createGrpcTransport } = require('@connectrpc/connect-node');

const etagOf = (image) => image?.resource.value.etag;

module.exports = (settings) => {
  const registry = createFileRegistry(
    fromBinary(FileDescriptorSetSchema, fs.readFileSync(settings.descriptors)));
  const connect = (service) => createClient(registry.getService(`taqvim.v1.${service}`),
    createGrpcTransport({ baseUrl: `http://${settings.server}` }));
  return {
    // A connection that breaks is told as an abort of the stream.
    isUnavailable: (error) => error instanceof ConnectError &&
      [Code.Unavailable, Code.Aborted, Code.Canceled].includes(error.code),

    async* watch(token) {
      const stream = connect('ChangeService').watchChanges({ afterRevisionToken: token,
        snapshot: !token, includeBefore: true, progressInterval: { seconds: 1n } });
      for await (const response of stream) {
        yield {
          token: response.revisionToken,
          resources: response.resources.map((one) => one.resource.value),
          revisions: response.revisions.map(({ number, continues, changes }) => ({
            number: Number(number),
            continues,
            changes: changes.map(({ name, before, after }) =>
              ({ name, before: etagOf(before), after: etagOf(after) })),
          })),
        };
      }
    },

    async write(bytes) {
      const { input, output } = registry.getService('taqvim.v1.EventService').method.batchWriteEvents;
      const answer = await connect('EventService').batchWriteEvents(
        create(input, fromBinary(input, bytes)), { timeoutMs: 120000 });
      return { token: answer.revisionToken, bytes: Buffer.from(toBinary(output, answer)) };
    },
  };
};
