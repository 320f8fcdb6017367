// The official grpc-web library, in both of its forms, with messages by @bufbuild/protobuf.
import {create, fromBinary, toBinary} from '@bufbuild/protobuf';
import * as grpcWeb from 'grpc-web';
import {CountRequestSchema, CountResponseSchema, GreetRequestSchema, GreetResponseSchema} from 'pages/v1/pages_pb.js';

import {counted, counters, equal, fails, holds, step} from './steps.js';

const {GrpcWebClientBase, MethodDescriptor, MethodType, StatusCode} = grpcWeb.default ?? grpcWeb;

// `type` is what the library calls the request's constructor; with these messages any function does.
function describe(name, type, request, response) {
  return new MethodDescriptor(`/pages.v1.Streams/${name}`, type, Object, Object,
                              message => toBinary(request, message), bytes => fromBinary(response, bytes));
}

const GREET = describe('Greet', MethodType.UNARY, GreetRequestSchema, GreetResponseSchema);
const COUNT = describe('Count', MethodType.SERVER_STREAMING, CountRequestSchema, CountResponseSchema);
const NOTHING = describe('Nothing', MethodType.UNARY, GreetRequestSchema, GreetResponseSchema);

function call(client, method, request, metadata = {}) {
  return client.unaryCall(`${location.origin}${method.getName()}`, request, metadata, method);
}

// Everything that a stream brings.
function collect(client, request, onNumber = () => {}) {
  const stream = client.serverStreaming(`${location.origin}${COUNT.getName()}`, create(CountRequestSchema, request), {},
                                        COUNT);
  return new Promise(resolve => {
    const seen = {numbers: [], headers: {}, status: null, error: null};
    stream.on('metadata', headers => Object.assign(seen.headers, headers));
    stream.on('data', message => {
      seen.numbers.push(Number(message.number));
      onNumber(stream, seen.numbers.length, resolve);
    });
    stream.on('status', status => (seen.status = status));
    stream.on('error', error => {
      seen.error = error;
      resolve(seen);
    });
    stream.on('end', () => resolve(seen));
  });
}

for (const format of ['text', 'binary']) {
  const client = new GrpcWebClientBase({format});

  step(`grpc-web (${format}): unary`, async () => {
    const answer = await call(client, GREET, create(GreetRequestSchema, {name: 'Ada'}));
    equal(answer.text, 'Hello, Ada!', 'the answer');
  });

  step(`grpc-web (${format}): an error has code, message and details`, async () => {
    const error = await fails(call(client, GREET, create(GreetRequestSchema, {name: 'nobody'})));
    equal([error.code, error.message], [StatusCode.NOT_FOUND, 'there is nobody'], 'the error');
    holds(atob(error.metadata['grpc-status-details-bin']).includes('pages.example.com'), 'it brings no details');
  });

  step(`grpc-web (${format}): a request that does not fit`, async () => {
    const error = await fails(call(client, GREET, create(GreetRequestSchema, {name: ''})));
    equal(error.code, StatusCode.INVALID_ARGUMENT, 'the code');
    holds(error.message.includes('name'), `it does not name the field: ${error.message}`);
  });

  step(`grpc-web (${format}): a method that is not there`, async () => {
    const error = await fails(call(client, NOTHING, create(GreetRequestSchema, {name: 'Ada'})));
    equal(error.code, StatusCode.UNIMPLEMENTED, 'the code');
  });

  step(`grpc-web (${format}): a deadline`, async () => {
    const request = create(GreetRequestSchema, {name: 'Ada', pauseMs: 60_000});
    const error = await fails(call(client, GREET, request, {deadline: String(Date.now() + 300)}));
    equal(error.code, StatusCode.DEADLINE_EXCEEDED, 'the code');
  });
}

const text = new GrpcWebClientBase({format: 'text'});

step('grpc-web (text): a stream of messages, with its status and trailers', async () => {
  const seen = await collect(text, {to: 5n, pauseMs: 5});
  equal(seen.numbers, [1, 2, 3, 4, 5], 'the messages');
  equal([seen.error, seen.status.code], [null, StatusCode.OK], 'the end');
  equal(seen.status.metadata['counted-to'], '5', 'the trailers');
});

step('grpc-web (text): a stream that fails', async () => {
  const seen = await collect(text, {to: 5n, failAfter: 2n});
  equal(seen.numbers, [1, 2], 'the messages');
  equal([seen.error.code, seen.error.message], [StatusCode.FAILED_PRECONDITION, 'it broke off'], 'the end');
});

step('grpc-web (text): a stream that is cancelled', async () => {
  const before = await counters();
  await collect(text, {to: 1_000_000n, pauseMs: 5}, (stream, count, over) => {
    if (count < 3) return;
    stream.cancel();
    over();
  });
  await counted(now => now.open === 0 && now.cutOff === before.cutOff + 1);
});
