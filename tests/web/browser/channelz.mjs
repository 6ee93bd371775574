// How many calls of a taqvimd are under way, as it says itself (gRPC's channelz), asked over
// plain HTTP/2: what a test counts must not be what it tests.
import http2 from 'node:http2';
import {once} from 'node:events';
import net from 'node:net';

// The fields of a message: numbers as bigints, all else as bytes.
function* fieldsOf(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n;; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const [field, type] = [key >> 3, key & 7];
    if (type === 0) {
      yield [field, varint()];
    } else if (type === 2) {
      const length = Number(varint());
      yield [field, bytes.subarray(at, at += length)];
    } else {
      throw new Error(`Wire type ${type} is none that channelz uses.`);
    }
  }
}

function messagesIn(bytes, field) {
  return [...fieldsOf(bytes)].filter(([number]) => number === field).map(([, value]) => value);
}

// Of the server that has the operator's socket, on all its addresses, without this call.
export async function callsUnderWay(socket) {
  const session = http2.connect('http://localhost', {createConnection: () => net.connect(socket)});
  try {
    const stream = session.request({
      ':method': 'POST', ':path': '/grpc.channelz.v1.Channelz/GetServers',
      'content-type': 'application/grpc', te: 'trailers',
    });
    // A frame around an empty message.
    stream.end(Buffer.alloc(5));
    const chunks = [];
    let status, sentence;
    // Without an answer the trailers are the headers.
    const take = (headers) => {
      status = headers['grpc-status'] ?? status;
      sentence = headers['grpc-message'] ?? sentence;
    };
    stream.on('response', take);
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('trailers', take);
    await once(stream, 'end');
    if (status !== '0') throw new Error(`The server does not count its calls: status ${status}, ${sentence}`);
    const answer = Buffer.concat(chunks).subarray(5);
    let underWay = -1;
    for (const server of messagesIn(answer, 1)) {
      const data = messagesIn(server, 2)[0];
      const count = (field) => Number(messagesIn(data, field)[0] ?? 0n);
      underWay += count(2) - count(3) - count(4);
    }
    return underWay;
  } finally {
    session.destroy();
  }
}
